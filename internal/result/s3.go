package result

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"time"

	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/smithy-go/middleware"
	"gocloud.dev/blob"
	"gocloud.dev/blob/s3blob"
)

const (
	// uploadPart is how much is sent together. Storage takes 10,000 parts of a
	// file, so that 78 GiB fit: more than the largest result that is taken in.
	uploadPart = 8 << 20
	// uploadsAtOnce are the parts of one file that are sent at the same time. With
	// the one that is filled they bound the memory of an upload to 24 MiB.
	uploadsAtOnce = 2
	// stall is how long a connection to storage may move no byte.
	stall = time.Minute
)

// openS3 opens a bucket of S3, or of what speaks its language. Credentials come
// from the usual places of AWS, never from the address. A connection that moves
// no byte for the patience breaks.
func openS3(ctx context.Context, address *url.URL, patience time.Duration, more ...func(*s3.Options)) (*blob.Bucket, error) {
	opener := &s3blob.URLOpener{}
	plain, err := opener.OpenBucketURL(ctx, address)
	if err != nil {
		return nil, err
	}
	var client *s3.Client
	if !plain.As(&client) {
		return nil, errors.New("the storage is not S3")
	}
	tuned := append([]func(*s3.Options){func(o *s3.Options) {
		o.HTTPClient = unstalled(o.HTTPClient, patience)
		o.APIOptions = append(o.APIOptions, abortAnyway)
	}}, more...)
	return s3blob.OpenBucket(ctx, s3.New(client.Options(), tuned...), address.Host, &opener.Options)
}

// isRemote reports that a bucket lies beyond a network.
func isRemote(bucket *blob.Bucket) bool {
	var client *s3.Client
	return bucket != nil && bucket.As(&client)
}

// abortAnyway has the parts of a file thrown away also for who gave up, whose
// context is at its end: else they would lie in the bucket for good.
func abortAnyway(calls *middleware.Stack) error {
	if calls.ID() != "AbortMultipartUpload" {
		return nil
	}
	return calls.Initialize.Add(middleware.InitializeMiddlewareFunc("AbortAnyway",
		func(ctx context.Context, in middleware.InitializeInput, next middleware.InitializeHandler) (middleware.InitializeOutput, middleware.Metadata, error) {
			ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), cleaning)
			defer cancel()
			return next.HandleInitialize(ctx, in)
		}), middleware.Before)
}

// unstalled is a client whose connections break when no byte moves for so long.
func unstalled(client s3.HTTPClient, patience time.Duration) s3.HTTPClient {
	buildable, ok := client.(*awshttp.BuildableClient)
	if !ok {
		return client
	}
	return buildable.WithTransportOptions(func(t *http.Transport) {
		dial := t.DialContext
		t.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
			conn, err := dial(ctx, network, address)
			if err != nil {
				return nil, fmt.Errorf("connect to storage: %w", err)
			}
			return &movingConn{Conn: conn, patience: patience}, nil
		}
	})
}

// movingConn breaks when no byte moves for its patience, in either direction.
type movingConn struct {
	net.Conn

	patience time.Duration
}

func (c *movingConn) Read(p []byte) (int, error) {
	if err := c.SetDeadline(time.Now().Add(c.patience)); err != nil {
		return 0, err
	}
	return c.Conn.Read(p)
}

func (c *movingConn) Write(p []byte) (int, error) {
	if err := c.SetDeadline(time.Now().Add(c.patience)); err != nil {
		return 0, err
	}
	return c.Conn.Write(p)
}
