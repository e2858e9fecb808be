package app

import (
	"context"
	"io"

	"github.com/recomamp/recomamp/amc"
	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/connection"
	"github.com/recomamp/recomamp/internal/execution"
	"github.com/recomamp/recomamp/internal/instance"
)

// instances lets executions find instances and their way to Amazon, which two
// packages know half of each.
type instances struct {
	instances   *instance.Service
	connections *connection.Service
}

var _ execution.Instances = instances{}

var reacher = actor.System("execution.reach")

// Find implements execution.Instances.
func (i instances) Find(ctx context.Context, a actor.Actor, id actor.InstanceID) (execution.Instance, error) {
	found, err := i.instances.Find(ctx, a, id)
	if err != nil {
		return execution.Instance{}, err
	}
	return execution.Instance{
		ID: found.ID, Account: found.AmazonAccount, ClientID: found.Client.ID, Synthetic: found.Synthetic(), OffBoarded: !found.Client.OffBoardedAt.IsZero(),
	}, nil
}

// Amazon implements execution.Instances.
func (i instances) Amazon(ctx context.Context, id actor.InstanceID) (execution.Amazon, error) {
	client, calls, err := i.connections.ReachByID(ctx, reacher, id)
	if err != nil {
		return nil, err
	}
	return amazon{InstanceClient: calls, client: client}, nil
}

// amazon is the calls for one instance with the downloads, which belong to no
// instance.
type amazon struct {
	*amc.InstanceClient
	client *amc.Client
}

var _ execution.Amazon = amazon{}

// Download implements execution.Amazon.
func (a amazon) Download(ctx context.Context, link string) (io.ReadCloser, error) {
	download, err := a.client.Download(ctx, link)
	if err != nil {
		return nil, err
	}
	return download, nil
}
