package schedule

import "context"

func (s *Service) fillBackfills(context.Context) (int, error) { return 0, nil }
