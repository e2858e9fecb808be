package httpapi

import (
	"context"
	"net/http"
	"time"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/audit"
	"github.com/recomamp/recomamp/internal/execution"
	"github.com/recomamp/recomamp/internal/instance"
)

// Instance is one AMC instance of a client.
type Instance struct {
	ID             actor.InstanceID    `json:"id"`
	AmazonID       string              `json:"amazonId" example:"amcq7x2k9ab"`
	Name           string              `json:"name"`
	AmazonName     string              `json:"amazonName"`
	Client         ClientRef           `json:"client"`
	Advertiser     string              `json:"advertiser,omitempty" doc:"What Amazon says by now whose it is, where that is not the advertiser of its client. It stays with its client."`
	Type           string              `json:"type" doc:"STANDARD, SANDBOX, or what Amazon adds to these."`
	Region         string              `json:"region" enum:"NA,EU,FE"`
	MarketplaceID  string              `json:"marketplaceId"`
	AmazonAccount  string              `json:"amazonAccountId"`
	AccountName    string              `json:"accountName" doc:"Empty for who is no owner."`
	ConnectionID   actor.ConnectionID  `json:"connectionId,omitempty" doc:"Absent for who is no owner."`
	Connection     *InstanceConnection `json:"connection,omitempty" doc:"How it is reached; absent where it is not, and for who is no owner."`
	Role           string              `json:"role" enum:"viewer,runner,author,manager,administrator" doc:"Yours on it."`
	CreationStatus string              `json:"creationStatus"`
	Health         string              `json:"health" enum:"healthy,not_ready,gone,disconnected,expired,needs_reconnect"`
	Trouble        *Trouble            `json:"problem,omitempty"`
	Version        int                 `json:"version"`
	FoundAt        time.Time           `json:"foundAt" doc:"When a discovery first saw it."`
	SeenAt         time.Time           `json:"seenAt" doc:"When a discovery last saw it."`
	GoneAt         *time.Time          `json:"goneAt,omitempty" doc:"Since then Amazon no longer lists it."`
	PausedAt       *time.Time          `json:"pausedAt,omitempty" doc:"Since then no new executions begin on it."`
	OffBoardedAt   *time.Time          `json:"offBoardedAt,omitempty" doc:"Since then its client is being off-boarded: nothing runs on it any more."`
	Use            *InstanceUse        `json:"use,omitempty"`
	DataThrough    *time.Time          `json:"dataThrough,omitempty" doc:"Windows that end by then are complete, as AMC promises it (48 hours); AMC tells no measured date. Absent while there are no data to read."`
}

// InstanceConnection is the connection that reaches an instance.
type InstanceConnection struct {
	ID     actor.ConnectionID `json:"id"`
	Person string             `json:"person" doc:"Name of who consented."`
	Region string             `json:"region" enum:"NA,EU,FE" doc:"What the consent is for; it can reach instances of others."`
	State  string             `json:"state" enum:"pending,healthy,expired,needs_reconnect"`
}

// InstanceUse is how much of an instance is in use, and when it last brought something.
type InstanceUse struct {
	LastSuccessAt *time.Time `json:"lastSuccessAt,omitempty" doc:"When the newest execution that succeeded ended."`
	Held          int        `json:"held" doc:"Slots that executions hold."`
	Elsewhere     int        `json:"elsewhere" doc:"Slots taken by runs that were begun elsewhere, such as in Amazon's console, as far as is known."`
	Waiting       int        `json:"waiting" doc:"Executions that want a slot right now."`
	Slots         int        `json:"slots" doc:"How many runs may be open at once."`
}

// InstanceRef names the instance that something belongs to.
type InstanceRef struct {
	ID       actor.InstanceID `json:"id"`
	Name     string           `json:"name"`
	AmazonID string           `json:"amazonId"`
	Type     string           `json:"type"`
	Client   ClientRef        `json:"client"`

	OffBoardedAt *time.Time `json:"offBoardedAt,omitempty" doc:"Since then its client is being off-boarded: nothing runs on it any more."`
}

type instanceInput struct {
	ID actor.InstanceID `path:"id"`
}

type listInstancesInput struct {
	ClientID actor.ClientID `query:"clientId"`
	Search   string         `query:"search" maxLength:"200"`
}

type updateInstanceInput struct {
	OnVersion
	ID   actor.InstanceID `path:"id"`
	Body struct {
		Name *string `json:"name,omitempty" minLength:"1" maxLength:"200"`
	}
}

func (s *Server) instanceRoutes() {
	signedIn(s, operation(http.MethodGet, "/instances", "listInstances", "instances", "All instances you may see"), s.listInstances)
	signedIn(s, failing(operation(http.MethodGet, "/instances/{id}", "getInstance", "instances", "One instance"),
		http.StatusNotFound), s.getInstance)
	signedIn(s, failing(acting(operation(http.MethodPatch, "/instances/{id}", "updateInstance", "instances", "Rename an instance"), audit.InstanceChanged),
		http.StatusNotFound, http.StatusConflict), s.updateInstance)
	signedIn(s, failing(acting(operation(http.MethodPost, "/instances/{id}/pause", "pauseInstance", "instances", "Begin no new executions"), audit.InstancePaused),
		http.StatusNotFound), s.pauseInstance)
	signedIn(s, failing(acting(operation(http.MethodPost, "/instances/{id}/resume", "resumeInstance", "instances", "Begin executions again"), audit.InstanceResumed),
		http.StatusNotFound), s.resumeInstance)
}

func (s *Server) listInstances(ctx context.Context, a actor.Actor, in *listInstancesInput) (*body[List[Instance]], error) {
	found, err := s.deps.Instances.List(ctx, a, instance.ListParams{ClientID: in.ClientID, Search: in.Search})
	if err != nil {
		return nil, err
	}
	now, err := s.standings(ctx, a)
	if err != nil {
		return nil, err
	}
	return listOf(found, func(i instance.Instance) Instance { return s.instanceOf(a, i, now) }), nil
}

func (s *Server) getInstance(ctx context.Context, a actor.Actor, in *instanceInput) (*versioned[Instance], error) {
	found, err := s.deps.Instances.Find(ctx, a, in.ID)
	return s.instanceAnswer(ctx, a, found, err)
}

func (s *Server) instanceAnswer(ctx context.Context, a actor.Actor, i instance.Instance, err error) (*versioned[Instance], error) {
	if err != nil {
		return nil, err
	}
	now, err := s.standings(ctx, a)
	if err != nil {
		return nil, err
	}
	return &versioned[Instance]{ETag: etag(i.Version), Body: s.instanceOf(a, i, now)}, nil
}

func (s *Server) pauseInstance(ctx context.Context, a actor.Actor, in *instanceInput) (*versioned[Instance], error) {
	if err := s.deps.Executions.Pause(ctx, a, in.ID); err != nil {
		return nil, err
	}
	return s.getInstance(ctx, a, in)
}

func (s *Server) resumeInstance(ctx context.Context, a actor.Actor, in *instanceInput) (*versioned[Instance], error) {
	if err := s.deps.Executions.Resume(ctx, a, in.ID); err != nil {
		return nil, err
	}
	return s.getInstance(ctx, a, in)
}

func (s *Server) updateInstance(ctx context.Context, a actor.Actor, in *updateInstanceInput) (*versioned[Instance], error) {
	version, err := in.revision()
	if err != nil {
		return nil, err
	}
	changed, err := s.deps.Instances.Update(ctx, a, in.ID, version, instance.UpdateParams{Name: in.Body.Name})
	return s.instanceAnswer(ctx, a, changed, err)
}

// standings are what executions know of instances.
type standings struct {
	paused map[actor.InstanceID]time.Time
	uses   map[actor.InstanceID]execution.Use
}

func (s *Server) standings(ctx context.Context, a actor.Actor) (found standings, err error) {
	if found.paused, err = s.deps.Executions.Paused(ctx, a); err != nil {
		return found, err
	}
	found.uses, err = s.deps.Executions.Uses(ctx, a)
	return found, err
}

func (s *Server) instanceOf(a actor.Actor, i instance.Instance, now standings) Instance {
	out := Instance{
		ID: i.ID, AmazonID: i.AmazonID, Name: i.Name, AmazonName: i.AmazonName, Client: clientRefOf(i.Client), Advertiser: i.OtherAdvertiser(),
		Type: i.Type, Region: i.Region, MarketplaceID: i.MarketplaceID, AmazonAccount: i.AmazonAccount, AccountName: i.AccountName,
		ConnectionID: i.ConnectionID, CreationStatus: i.CreationStatus, Health: string(i.Health()), Trouble: instanceTrouble[i.Health()],
		Version: i.Version, FoundAt: i.FoundAt, SeenAt: i.SeenAt, GoneAt: timeOrNone(i.GoneAt), PausedAt: timeOrNone(now.paused[i.ID]),
		OffBoardedAt: timeOrNone(i.Client.OffBoardedAt), DataThrough: timeOrNone(i.DataThrough(s.deps.Clock.Now())), Role: a.RankOn(i.ID).String(),
	}
	if use, known := now.uses[i.ID]; known {
		out.Use = &InstanceUse{
			LastSuccessAt: timeOrNone(use.LastSuccess), Held: use.Held, Elsewhere: use.Elsewhere, Waiting: use.Waiting, Slots: use.Slots,
		}
	}
	if i.ConnectionID != "" {
		out.Connection = &InstanceConnection{ID: i.ConnectionID, Person: i.ConnectionOf, Region: i.ConnectionIn, State: i.ConnectionState}
	}
	if !a.SeesAll() { // connections and accounts are for owners; others learn whether it can be reached
		out.ConnectionID, out.Connection, out.AccountName = "", nil, ""
		if out.Trouble != nil && ownerMends[i.Health()] {
			trouble := *out.Trouble
			trouble.Next = "Ask an owner to connect to Amazon."
			out.Trouble = &trouble
		}
	}
	return out
}

// ownerMends are the troubles that only an owner can mend.
var ownerMends = map[instance.Health]bool{instance.Disconnected: true, instance.NeedsReconnect: true}

func instanceRefOf(i instance.Instance) InstanceRef {
	return InstanceRef{
		ID: i.ID, Name: i.Name, AmazonID: i.AmazonID, Type: i.Type, Client: clientRefOf(i.Client), OffBoardedAt: timeOrNone(i.Client.OffBoardedAt),
	}
}

// instanceTrouble explains every health but the good one.
var instanceTrouble = map[instance.Health]*Trouble{
	instance.NotReady: {
		Code: "instance.not_ready", Message: "Amazon has not finished setting this instance up.",
		Next: "Look again later; it can take from minutes to days.",
	},
	instance.Gone: {
		Code: "instance.gone", Message: "Amazon no longer lists this instance.",
		Next: "Check in the AMC console whether it was deleted or access was taken away.",
	},
	instance.Disconnected: {
		Code: "instance.disconnected", Message: "No connection to Amazon reaches this instance.",
		Next: "Connect to Amazon with somebody who has access to it.",
	},
	instance.Expired: {
		Code: "connection.amazon_unavailable", Message: "Amazon could not be asked for a fresh token.",
		Next: "This usually passes by itself.",
	},
	instance.NeedsReconnect: {
		Code: "connection.needs_reconnect", Message: "Amazon no longer accepts the connection of this instance.",
		Next: "Reconnect to Amazon.",
	},
}
