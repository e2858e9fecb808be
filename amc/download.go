package amc

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"
)

// DownloadURLs are presigned links to a result. They expire after about ten
// minutes: ask for them right before use and never store them.
type DownloadURLs struct {
	// Results are the parts of the result in order, each with its own header row.
	Results []string `json:"downloadUrls"`
	// Metadata are links to files about the run.
	Metadata []string `json:"metadataDownloadUrls"`
}

// String tells how many links there are; the links themselves are secrets.
func (d DownloadURLs) String() string {
	return fmt.Sprintf("%d result links, %d metadata links", len(d.Results), len(d.Metadata))
}

// GoString is String.
func (d DownloadURLs) GoString() string { return d.String() }

// GetDownloadURLs gives fresh links to the result of a SUCCEEDED execution, as
// often as they are asked for. The error is NotDownloadable when there is none.
func (i *InstanceClient) GetDownloadURLs(ctx context.Context, executionID string) (DownloadURLs, error) {
	var links DownloadURLs
	request, err := i.reporting(http.MethodGet, nil, nil, "workflowExecutions", executionID, "downloadUrls")
	if err != nil {
		return links, err
	}
	_, err = i.account.client.send(ctx, request, &links)
	return links, err
}

var (
	// ErrTruncated means that a download ended before all of it had come.
	ErrTruncated = errors.New("download truncated")
	// ErrStalled means that a download received nothing for the client's StallTimeout.
	ErrStalled = errors.New("download stalled")
)

// Download is the content of one link being read. Reading to io.EOF means all
// of it has come; a connection that ends early gives ErrTruncated instead.
// Close it in any case.
type Download struct {
	// Size is the number of bytes on the wire, -1 when not told.
	Size int64

	content  io.Reader
	wire     *wireReader
	unzipped *gzip.Reader
}

// Download opens a link of GetDownloadURLs by a plain GET without any of
// Amazon's headers, which presigned links refuse. A link or a redirect to a host
// outside of Config.LinkHosts is a *LinkRefusedError. Gzip is undone. Only the
// opening is repeated after failures; a read that fails is not resumed. An
// error that is LinkExpired asks for fresh links.
func (c *Client) Download(ctx context.Context, link string) (*Download, error) {
	for try := 1; ; try++ {
		opened, err := c.open(ctx, link)
		failure, ok := errors.AsType[*Error](err)
		if !ok {
			return opened, err
		}
		wait, again := c.config.Retry.wait(try, failure)
		if !again || ctx.Err() != nil || c.endsBefore(ctx, wait) || c.config.Sleep(ctx, wait) != nil {
			return nil, err
		}
	}
}

func (c *Client) open(ctx context.Context, link string) (*Download, error) {
	address, err := url.Parse(link)
	if err != nil || (address.Scheme != "https" && address.Scheme != "http") || address.Host == "" {
		return nil, fmt.Errorf("%w: download link is not an http or https address", ErrInvalidRequest)
	}
	if err := c.links.check(address); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancelCause(ctx)
	watch := time.AfterFunc(c.config.StallTimeout, func() { cancel(ErrStalled) })
	opened := false
	defer func() {
		if !opened {
			watch.Stop()
			cancel(nil)
		}
	}()

	request, err := http.NewRequestWithContext(ctx, http.MethodGet, link, nil)
	if err != nil {
		return nil, fmt.Errorf("%w: download link", ErrInvalidRequest)
	}
	// Naming an encoding keeps the transport from undoing gzip itself, which
	// would hide the size.
	request.Header.Set("Accept-Encoding", "identity")
	request.Header.Set("User-Agent", c.config.UserAgent)
	response, err := c.downloader.Do(request)
	if err != nil {
		if refused, ok := errors.AsType[*LinkRefusedError](err); ok { // by a redirect
			return nil, refused
		}
		cause := withoutURL(err)
		if errors.Is(context.Cause(ctx), ErrStalled) {
			cause = ErrStalled
		}
		return nil, &Error{Method: http.MethodGet, Path: address.Path, cause: cause}
	}
	if response.StatusCode != http.StatusOK {
		defer response.Body.Close()
		body, _ := io.ReadAll(io.LimitReader(response.Body, maxErrorBody)) // what came of it is enough
		return nil, newError(request, reply{response.StatusCode, response.Header, body}, "", c.config.Now())
	}

	wire := &wireReader{
		ctx: ctx, cancel: cancel, body: response.Body, watch: watch, stall: c.config.StallTimeout,
		want: response.ContentLength,
	}
	download := &Download{Size: response.ContentLength, wire: wire}
	if err := download.detectGzip(); err != nil {
		_ = download.Close() // the reason it is unreadable says more
		return nil, &Error{Method: http.MethodGet, Path: address.Path, cause: err}
	}
	opened = true
	return download, nil
}

// gzipMagic begins every gzip file and no text.
var gzipMagic = []byte{0x1f, 0x8b}

// detectGzip looks at the content itself: storage may keep a file zipped and
// not say so, or say so after a proxy has unzipped it.
func (d *Download) detectGzip() error {
	buffered := bufio.NewReaderSize(d.wire, 64<<10)
	d.content = buffered
	head, err := buffered.Peek(len(gzipMagic))
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	if !bytes.Equal(head, gzipMagic) {
		return nil
	}
	if d.unzipped, err = gzip.NewReader(buffered); err != nil {
		return truncated(err)
	}
	d.content = d.unzipped
	return nil
}

// Read gives the content, unzipped.
func (d *Download) Read(p []byte) (int, error) {
	n, err := d.content.Read(p)
	return n, truncated(err)
}

// Received is the number of bytes that came over the wire so far.
func (d *Download) Received() int64 { return d.wire.got }

// Close ends the download.
func (d *Download) Close() error {
	d.wire.watch.Stop()
	err := d.wire.body.Close()
	d.wire.cancel(nil)
	return err
}

// truncated turns the ways in which streams end too early into ErrTruncated.
func truncated(err error) error {
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return fmt.Errorf("%w: %w", ErrTruncated, err)
	}
	return err
}

// wireReader counts the bytes of an answer and ends it when none come.
type wireReader struct {
	ctx       context.Context
	cancel    context.CancelCauseFunc
	body      io.ReadCloser
	watch     *time.Timer
	stall     time.Duration
	got, want int64
}

func (r *wireReader) Read(p []byte) (int, error) {
	r.watch.Reset(r.stall)
	n, err := r.body.Read(p)
	r.watch.Stop()
	r.got += int64(n)
	switch {
	case err == nil:
		return n, nil
	case errors.Is(context.Cause(r.ctx), ErrStalled):
		return n, ErrStalled
	case errors.Is(err, io.EOF) && r.want >= 0 && r.got != r.want:
		return n, io.ErrUnexpectedEOF
	case errors.Is(err, io.EOF) || r.ctx.Err() != nil:
		return n, err
	default:
		return n, fmt.Errorf("%w: %w", ErrTruncated, withoutURL(err))
	}
}
