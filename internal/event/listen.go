package event

import (
	"context"
	"log/slog"
	"time"
)

// reconnectPause is how long to leave a database alone that refuses to listen
// for us. The hub's look-around goes on meanwhile.
const reconnectPause = time.Second

// listen wakes the hub on every notification of any replica, until ctx ends.
func (h *Hub) listen(ctx context.Context) {
	for ctx.Err() == nil {
		err := h.listenOnce(ctx)
		if ctx.Err() != nil {
			return
		}
		h.logger.WarnContext(ctx, "listening for events was interrupted", slog.Any("error", err))
		select {
		case <-ctx.Done():
		case <-time.After(reconnectPause):
		}
	}
}

func (h *Hub) listenOnce(ctx context.Context) error {
	pooled, err := h.db.ListenPool().Acquire(ctx)
	if err != nil {
		return err
	}
	connection := pooled.Hijack()                      // it listens; nobody else should get it
	defer connection.Close(context.WithoutCancel(ctx)) //nolint:errcheck // it is given up either way
	if _, err := connection.Exec(ctx, "LISTEN "+channel); err != nil {
		return err
	}
	h.wake.send() // what happened before LISTEN took hold
	for {
		if _, err := connection.WaitForNotification(ctx); err != nil {
			return err
		}
		h.wake.send()
	}
}
