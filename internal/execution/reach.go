package execution

import (
	"context"
	"io"

	"github.com/recomamp/recomamp/amc"
	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/connection"
	"github.com/recomamp/recomamp/internal/instance"
)

// NewInstances gives the platform's instances, reached by their connections.
func NewInstances(known *instance.Service, connections *connection.Service) Instances {
	return platformInstances{known, connections}
}

type platformInstances struct {
	known       *instance.Service
	connections *connection.Service
}

// Find implements Instances.
func (p platformInstances) Find(ctx context.Context, a actor.Actor, id actor.InstanceID) (Instance, error) {
	found, err := p.known.Find(ctx, a, id)
	return Instance{ID: found.ID, Synthetic: found.Synthetic()}, err
}

// Amazon implements Instances.
func (p platformInstances) Amazon(ctx context.Context, id actor.InstanceID) (Amazon, error) {
	by := system("reach")
	found, err := p.known.Find(ctx, by, id)
	if err != nil {
		return nil, err
	}
	client, calls, err := p.connections.Reach(ctx, by, found)
	if err != nil {
		return nil, err
	}
	return reached{calls, client}, nil
}

// reached is one instance with the client that downloads for it.
type reached struct {
	*amc.InstanceClient

	client *amc.Client
}

// Download implements Amazon.
func (r reached) Download(ctx context.Context, link string) (io.ReadCloser, error) {
	body, err := r.client.Download(ctx, link)
	if err != nil {
		return nil, err
	}
	return body, nil
}
