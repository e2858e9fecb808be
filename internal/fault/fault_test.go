package fault_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/internal/fault"
)

var errTaken = fault.New(fault.Conflict, "thing.taken", "That name is taken.")

func TestCopiesLeaveTheTemplateAlone(t *testing.T) {
	t.Parallel()
	changed := errTaken.WithField("/name", "taken").WithDetail("current", 3).
		WithNext("Choose another name.").WithRetryAfter(time.Second).WithMessage("No.")
	require.Empty(t, errTaken.Fields)
	require.Empty(t, errTaken.Details)
	require.Empty(t, errTaken.Next)
	require.Equal(t, "That name is taken.", errTaken.Message)
	require.Len(t, changed.Fields, 1)
	require.Equal(t, time.Second, changed.RetryAfter)
}

func TestIsMatchesByCodeThroughWraps(t *testing.T) {
	t.Parallel()
	err := fmt.Errorf("rename thing: %w", errTaken.WithCause(errors.New("unique index")))
	require.ErrorIs(t, err, errTaken)
	require.NotErrorIs(t, err, fault.New(fault.Conflict, "thing.other", ""))
	require.Equal(t, fault.Conflict, fault.KindOf(err))
}

func TestUnknownErrorsBecomeInternalAndKeepTheirCauseHidden(t *testing.T) {
	t.Parallel()
	cause := errors.New("password=hunter2")
	got := fault.Of(cause)
	require.Equal(t, fault.Internal, got.Kind)
	require.NotContains(t, got.Message, "hunter2")
	require.ErrorIs(t, got, cause)
}
