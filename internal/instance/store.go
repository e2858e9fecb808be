package instance

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/database"
)

type clientRow struct {
	bun.BaseModel `bun:"table:client,alias:client"`

	ID         actor.ClientID `bun:"id,pk"`
	Advertiser string         `bun:"advertiser"`
	Name       string         `bun:"name"`
	Color      string         `bun:"color"`
	Version    int            `bun:"version"`
	CreatedAt  time.Time      `bun:"created_at"`
	UpdatedAt  time.Time      `bun:"updated_at"`

	OffBoardedAt time.Time `bun:"off_boarded_at,nullzero"`

	Instances int `bun:"instances,scanonly"`
}

func (r clientRow) client() Client {
	return Client{ID: r.ID, Advertiser: r.Advertiser, Name: r.Name, Color: r.Color, Version: r.Version, Instances: r.Instances, OffBoardedAt: r.OffBoardedAt}
}

type instanceRow struct {
	bun.BaseModel `bun:"table:instance,alias:instance"`

	ID             actor.InstanceID   `bun:"id,pk"`
	AmazonID       string             `bun:"amazon_id"`
	ClientID       actor.ClientID     `bun:"client_id"`
	ConnectionID   actor.ConnectionID `bun:"connection_id,nullzero"`
	AccountID      actor.AccountID    `bun:"account_id,nullzero"`
	AmazonAccount  string             `bun:"amazon_account"`
	MarketplaceID  string             `bun:"marketplace_id"`
	Region         string             `bun:"region"`
	Name           string             `bun:"name"`
	AmazonName     string             `bun:"amazon_name"`
	Advertiser     string             `bun:"advertiser"`
	Type           string             `bun:"type"`
	CreationStatus string             `bun:"creation_status"`
	AmazonCreated  time.Time          `bun:"amazon_created,nullzero"`
	Version        int                `bun:"version"`
	SeenAt         time.Time          `bun:"seen_at"`
	GoneAt         time.Time          `bun:"gone_at,nullzero"`
	CreatedAt      time.Time          `bun:"created_at"`
	UpdatedAt      time.Time          `bun:"updated_at"`

	Client          *clientRow `bun:"rel:belongs-to,join:client_id=id"`
	ConnectionState string     `bun:"connection_state,scanonly"`
	ConnectionIn    string     `bun:"connection_in,scanonly"`
	ConnectionOf    string     `bun:"connection_of,scanonly"`
	AccountName     string     `bun:"account_name,scanonly"`
}

func (r instanceRow) instance() Instance {
	i := Instance{
		ID: r.ID, AmazonID: r.AmazonID, Name: r.Name, AmazonName: r.AmazonName, Advertiser: r.Advertiser, Type: r.Type, Region: r.Region,
		AmazonAccount: r.AmazonAccount, AccountName: r.AccountName, MarketplaceID: r.MarketplaceID,
		ConnectionID: r.ConnectionID, ConnectionState: r.ConnectionState, ConnectionIn: r.ConnectionIn, ConnectionOf: r.ConnectionOf, CreationStatus: r.CreationStatus,
		Version: r.Version, FoundAt: r.CreatedAt, SeenAt: r.SeenAt, GoneAt: r.GoneAt,
	}
	if r.Client != nil {
		i.Client = r.Client.client()
	}
	return i
}

// instances begins a query for whole instances.
func instances(tx bun.Tx, rows any) *bun.SelectQuery {
	return tx.NewSelect().Model(rows).Relation("Client").
		ColumnExpr("instance.*").
		ColumnExpr("COALESCE(connection.state, '') AS connection_state").
		ColumnExpr("COALESCE(connection.region, '') AS connection_in").
		ColumnExpr("COALESCE(consenter.name, '') AS connection_of").
		ColumnExpr("COALESCE(account.name, '') AS account_name").
		Join("LEFT JOIN connection ON connection.id = instance.connection_id").
		Join("LEFT JOIN person AS consenter ON consenter.id = connection.person_id").
		Join("LEFT JOIN account ON account.id = instance.account_id")
}

// find returns an instance by our id or Amazon's, if a may see it.
func find(ctx context.Context, tx bun.Tx, a actor.Actor, id actor.InstanceID) (instanceRow, error) {
	var row instanceRow
	query := database.Visible(instances(tx, &row), a, "instance.id")
	err := query.Where("(instance.id = ? OR instance.amazon_id = ?)", id, id).Limit(1).Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return instanceRow{}, ErrNotFound
	}
	if err != nil {
		return instanceRow{}, fmt.Errorf("find instance %s: %w", id, err)
	}
	return row, nil
}

func findClient(ctx context.Context, tx bun.Tx, a actor.Actor, id actor.ClientID) (clientRow, error) {
	var row clientRow
	err := clients(tx, &row, a).Where("client.id = ?", id).Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return clientRow{}, ErrClientNotFound
	}
	if err != nil {
		return clientRow{}, fmt.Errorf("find client %s: %w", id, err)
	}
	return row, nil
}

// clients begins a query for the clients that a knows of, each with how many of
// its instances a sees.
func clients(tx bun.Tx, rows any, a actor.Actor) *bun.SelectQuery {
	return tx.NewSelect().Model(rows).ColumnExpr("client.*").
		ColumnExpr("(SELECT count(*) FROM instance WHERE instance.client_id = client.id AND instance.gone_at IS NULL AND ?) AS instances",
			database.Sees(a, "instance.id")).
		Where("?", database.SeesClient(a, "client.id"))
}
