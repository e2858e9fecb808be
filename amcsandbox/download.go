package amcsandbox

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/recomamp/recomamp/amcsandbox/fault"
	"github.com/recomamp/recomamp/amcsandbox/internal/lifecycle"
	"github.com/recomamp/recomamp/amcsandbox/internal/store"
)

// metadataFile is the name under which links ask for the description of a run.
const metadataFile = "metadata.json"

// downloadURLs gives presigned links to the files of a finished execution.
func (s *Sandbox) downloadURLs(c *call) (reply, error) {
	e, err := s.execution(c)
	if err != nil {
		return reply{}, err
	}
	now := s.now()
	if e.Status != lifecycle.Succeeded || e.DryRun || e.SkipPublish || !now.Before(e.EndedAt.Add(s.config.Options.ResultRetention)) {
		return reply{}, refuse(s.config.Options.DownloadUnavailableStatus, "Execution with ID %s is unavailable for download.", e.ID)
	}
	expires := now.Add(s.config.Options.LinkLifetime)
	if _, met := c.meets(fault.ExpireLinks); met {
		expires = now.Add(-time.Second)
	}
	links := make([]string, len(e.Outcome.Parts))
	for i, part := range e.Outcome.Parts {
		links[i] = s.link(c, e, part, expires)
	}
	return ok(executionType, object{
		"downloadUrls":         links,
		"metadataDownloadUrls": []string{s.link(c, e, metadataFile, expires)},
	}), nil
}

// link is an address that works without sign-in until it expires.
func (s *Sandbox) link(c *call, e store.Execution, part string, expires time.Time) string {
	name := fmt.Sprintf("%s-%s-ver%d.csv", e.FileDate, e.WorkflowID, e.FileVersion)
	if part == metadataFile {
		name = strings.TrimSuffix(name, ".csv") + "-metadata.json"
	}
	path := "/results/" + e.InstanceID + "/" + e.ID + "/" + part + "/" + name
	deadline := strconv.FormatInt(expires.UnixMilli(), 10)
	query := url.Values{"expires": {deadline}, "signature": {s.signature(path, deadline)}}
	return c.base + path + "?" + query.Encode()
}

func (s *Sandbox) signature(path, expires string) string {
	mac := hmac.New(sha256.New, s.signingKey)
	fmt.Fprintf(mac, "%s\n%s", path, expires)
	return hex.EncodeToString(mac.Sum(nil))
}

// storageError answers as object storage does.
func storageError(w http.ResponseWriter, c *call, status int, code, message string) {
	w.Header().Set("Content-Type", "application/xml")
	w.WriteHeader(status)
	fmt.Fprintf(w, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>%s</Code><Message>%s</Message><RequestId>%s</RequestId></Error>",
		code, message, c.requestID)
}

// download serves a presigned link.
func (s *Sandbox) download(w http.ResponseWriter, r *http.Request) {
	c := callOf(r)
	if r.Header.Get("Authorization") != "" {
		storageError(w, c, http.StatusBadRequest, "InvalidArgument", "Only one auth mechanism allowed")
		return
	}
	query := r.URL.Query()
	expires := query.Get("expires")
	if !hmac.Equal([]byte(query.Get("signature")), []byte(s.signature(r.URL.Path, expires))) {
		storageError(w, c, http.StatusForbidden, "SignatureDoesNotMatch", "The request signature does not match")
		return
	}
	deadline, err := strconv.ParseInt(expires, 10, 64)
	if err != nil || !s.now().Before(time.UnixMilli(deadline)) {
		storageError(w, c, http.StatusForbidden, "AccessDenied", "Request has expired")
		return
	}
	var e store.Execution
	err = s.store.Read(r.Context(), func(tx *store.Tx) (err error) {
		e, err = tx.Execution(r.PathValue("instance"), r.PathValue("execution"))
		return err
	})
	if err != nil {
		storageError(w, c, http.StatusNotFound, "NoSuchKey", "The specified key does not exist.")
		return
	}
	c.executionID = e.ID
	part := r.PathValue("part")
	if part == metadataFile {
		writeReply(w, reply{http.StatusOK, jsonType, viewExecution(e, s.now(), viewWithSQL)})
		return
	}
	if !slices.Contains(e.Outcome.Parts, part) {
		storageError(w, c, http.StatusNotFound, "NoSuchKey", "The specified key does not exist.")
		return
	}
	file, err := s.openPart(r, e, part)
	if err != nil {
		s.config.Logger.ErrorContext(r.Context(), "sandbox result not opened", "executionId", e.ID, "error", err)
		storageError(w, c, http.StatusInternalServerError, "InternalError", "We encountered an internal error. Please try again.")
		return
	}
	defer file.Close()
	w.Header().Set("Content-Type", "text/csv")
	w.Header().Set("Content-Disposition", fmt.Sprintf("attachment; filename=%q", r.PathValue("name")))
	http.ServeContent(w, r, "", e.EndedAt, file)
}

// openPart opens a file of a result; a lost one is computed again, which gives
// the same rows.
func (s *Sandbox) openPart(r *http.Request, e store.Execution, part string) (*os.File, error) {
	path := filepath.Join(s.resultFolder(e.ID), part)
	file, err := os.Open(path)
	if !errors.Is(err, os.ErrNotExist) {
		return file, err
	}
	if _, err := s.run(r.Context(), e); err != nil {
		return nil, fmt.Errorf("compute lost result again: %w", err)
	}
	return os.Open(path)
}
