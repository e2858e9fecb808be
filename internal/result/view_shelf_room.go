package result

func (s *shelf) release(entry *built) {
	s.mu.Lock()
	defer s.mu.Unlock()
	entry.users--
	if entry.users > 0 {
		return
	}
	select {
	case <-entry.ready:
	default:
		entry.stop(errNobodyWaits)
		s.unlist(entry)
	}
	if entry.dropped {
		entry.remove()
	}
	s.evict()
}

func (s *shelf) evict() {
	for place := s.recent.Back(); place != nil && s.bytes > s.maxBytes; {
		entry, before := place.Value.(*built), place.Prev()
		if entry.users == 0 {
			s.drop(entry)
		}
		place = before
	}
}

// forget removes every view of a blob; one in use goes when it is released.
func (s *shelf) forget(blob string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, entry := range s.entries {
		if entry.blob == blob {
			entry.stop(ErrDropped)
			s.drop(entry)
		}
	}
}

// purge removes every view of some blobs at once, those in use as well: whoever
// reads one gets an error.
func (s *shelf) purge(match func(blob string) bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, entry := range s.entries {
		if match(entry.blob) {
			entry.stop(ErrDropped)
			s.drop(entry)
			entry.remove()
		}
	}
}

// drop takes an entry off the shelf; its file goes with its last user.
func (s *shelf) drop(entry *built) {
	s.unlist(entry)
	if entry.users == 0 {
		entry.remove()
	}
}

func (s *shelf) unlist(entry *built) {
	if entry.dropped {
		return
	}
	entry.dropped = true
	s.bytes -= entry.size
	s.recent.Remove(entry.place)
	delete(s.entries, entry.key)
}
