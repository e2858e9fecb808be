package amc

import (
	"context"
	"encoding/json"
	"iter"
	"net/http"
	"net/url"
	"time"
)

// InstanceType says whether an instance reads real or synthetic signals.
type InstanceType string

// The instance types.
const (
	InstanceStandard InstanceType = "STANDARD"
	InstanceSandbox  InstanceType = "SANDBOX"
)

// CreationStatus is how far the making of an instance has come.
type CreationStatus string

// The creation statuses; an unknown one is kept as sent.
const (
	CreationRequested  CreationStatus = "REQUESTED"
	CreationSubmitted  CreationStatus = "SUBMITTED"
	CreationInProgress CreationStatus = "IN_PROGRESS"
	CreationCompleted  CreationStatus = "COMPLETED"
	CreationFailed     CreationStatus = "FAILED"
)

// IsUsable tells whether queries can run. Older texts of Amazon write SUCCEEDED.
func (s CreationStatus) IsUsable() bool { return s == CreationCompleted || s == "SUCCEEDED" }

// IsFinal tells whether the status will stay; an unknown one may change.
func (s CreationStatus) IsFinal() bool { return s.IsUsable() || s == CreationFailed }

// AdvertiserType is a kind of advertising an instance holds.
type AdvertiserType string

// The advertiser types.
const (
	AdvertiserDisplay      AdvertiserType = "DISPLAY"
	AdvertiserSponsoredAds AdvertiserType = "SPONSORED_ADS"
	AdvertiserAdServer     AdvertiserType = "SAS"
)

// Instance is one AMC instance. Absent, null and empty fields are zero values.
type Instance struct {
	ID             string // amc…
	Name           string
	Type           InstanceType
	AdvertiserName string // Amazon's customerCanonicalName
	CreationStatus CreationStatus
	CreatedAt      time.Time // zero while only requested
	// APIEndpoint is informative; calls go to the client's own host.
	APIEndpoint     string
	Entities        []string // regions such as NA, not account ids
	AdvertiserTypes []AdvertiserType
	Datasets        []Dataset

	S3BucketName           string
	S3BucketRegion         string
	AWSAccountID           string
	DataUploadAWSAccountID string
	Collaboration          *Collaboration
}

// Dataset is an optional dataset switched on for an instance.
type Dataset struct {
	Label       string
	ActivatedAt time.Time
}

// Collaboration is the AWS Clean Rooms collaboration behind an instance.
type Collaboration struct {
	ID          string `json:"id"`
	Name        string `json:"name"`
	Description string `json:"description"`
}

// UnmarshalJSON reads Amazon's form of an instance.
func (i *Instance) UnmarshalJSON(data []byte) error {
	var wire struct {
		InstanceID             text             `json:"instanceId"`
		InstanceName           text             `json:"instanceName"`
		InstanceType           text             `json:"instanceType"`
		CustomerCanonicalName  text             `json:"customerCanonicalName"`
		CreationStatus         text             `json:"creationStatus"`
		CreationDatetime       instant          `json:"creationDatetime"`
		S3BucketName           text             `json:"s3BucketName"`
		S3BucketRegion         text             `json:"s3BucketRegion"`
		AWSAccountID           text             `json:"awsAccountId"`
		DataUploadAWSAccountID text             `json:"dataUploadAwsAccountId"`
		APIEndpoint            text             `json:"apiEndpoint"`
		Entities               []string         `json:"entities"`
		Collaboration          *Collaboration   `json:"acrCollaboration"`
		AdvertiserTypes        []AdvertiserType `json:"advertiserTypes"`
		OptionalDatasets       []struct {
			Label          text    `json:"label"`
			ActivationTime instant `json:"activationTime"`
		} `json:"optionalDatasets"`
	}
	if err := json.Unmarshal(data, &wire); err != nil {
		return err
	}
	*i = Instance{
		ID:                     string(wire.InstanceID),
		Name:                   string(wire.InstanceName),
		Type:                   InstanceType(wire.InstanceType),
		AdvertiserName:         string(wire.CustomerCanonicalName),
		CreationStatus:         CreationStatus(wire.CreationStatus),
		CreatedAt:              wire.CreationDatetime.Time,
		APIEndpoint:            string(wire.APIEndpoint),
		Entities:               wire.Entities,
		AdvertiserTypes:        wire.AdvertiserTypes,
		S3BucketName:           string(wire.S3BucketName),
		S3BucketRegion:         string(wire.S3BucketRegion),
		AWSAccountID:           string(wire.AWSAccountID),
		DataUploadAWSAccountID: string(wire.DataUploadAWSAccountID),
		Collaboration:          wire.Collaboration,
	}
	for _, dataset := range wire.OptionalDatasets {
		i.Datasets = append(i.Datasets, Dataset{Label: string(dataset.Label), ActivatedAt: dataset.ActivationTime.Time})
	}
	return nil
}

// CreateInstanceParams asks for a new instance.
type CreateInstanceParams struct {
	Name           string   `json:"instanceName"`             // 3 to 50 letters, digits and spaces
	AdvertiserName string   `json:"advertiserName,omitempty"` // the same
	AWSAccountID   string   `json:"awsAccountId,omitempty"`
	S3BucketName   string   `json:"s3BucketName,omitempty"`
	ACRBacked      bool     `json:"acrBacked,omitempty"`
	ACRPartners    []string `json:"acrCustomerPartners,omitempty"` // at most 2
	// IdempotencyToken makes a repeated request ask for the same instance.
	IdempotencyToken string `json:"idempotencyToken,omitempty"`
}

// UpdateInstanceParams changes the fields that are set and leaves the others.
type UpdateInstanceParams struct {
	Name           *string `json:"instanceName,omitempty"`
	AdvertiserName *string `json:"advertiserName,omitempty"`
	AWSAccountID   *string `json:"awsAccountId,omitempty"`
	S3BucketName   *string `json:"s3BucketName,omitempty"`
}

// ListInstances gives the instances of the account.
func (a *AccountClient) ListInstances(ctx context.Context) iter.Seq2[Instance, error] {
	request := call{method: http.MethodGet, path: "/amc/instances", query: url.Values{"limit": {pageSize}}, account: a}
	return list[Instance](ctx, a.client, request, "instances")
}

// GetInstance gives one instance. One that belongs to another account is Forbidden.
func (a *AccountClient) GetInstance(ctx context.Context, instanceID string) (Instance, error) {
	return a.instanceCall(ctx, http.MethodGet, nil, instanceID)
}

// CreateInstance asks for an instance; it is made later. Poll GetInstance until
// CreationStatus.IsFinal, from minutes to days.
func (a *AccountClient) CreateInstance(ctx context.Context, params CreateInstanceParams) (Instance, error) {
	return a.instanceCall(ctx, http.MethodPost, params)
}

// UpdateInstance changes an instance whose creation is completed.
func (a *AccountClient) UpdateInstance(ctx context.Context, instanceID string, params UpdateInstanceParams) (Instance, error) {
	return a.instanceCall(ctx, http.MethodPut, params, instanceID)
}

// DeleteInstance deletes an instance for good.
func (a *AccountClient) DeleteInstance(ctx context.Context, instanceID string) error {
	path, err := join("amc", "instances", instanceID)
	if err != nil {
		return err
	}
	return a.client.remove(ctx, call{path: path, account: a})
}

// UpdateCustomerAWSAccount links a customer's AWS account and bucket. It
// returns the CloudFormation console link that finishes the work. Amazon is
// about to retire this call.
func (a *AccountClient) UpdateCustomerAWSAccount(ctx context.Context, instanceID, awsAccountID, bucketName string) (string, error) {
	path, err := join("amc", "instances", instanceID, "updateCustomerAwsAccount")
	if err != nil {
		return "", err
	}
	var link struct {
		URL string `json:"cfnBucketUrl"`
	}
	body := map[string]string{"awsAccountId": awsAccountID, "bucketName": bucketName}
	_, err = a.client.send(ctx, call{method: http.MethodPost, path: path, account: a, body: body}, &link)
	return link.URL, err
}

func (a *AccountClient) instanceCall(ctx context.Context, method string, body any, id ...string) (Instance, error) {
	path, err := join(append([]string{"amc", "instances"}, id...)...)
	if err != nil {
		return Instance{}, err
	}
	found := single[Instance]{key: "instance"}
	_, err = a.client.send(ctx, call{method: method, path: path, account: a, body: body}, &found)
	return found.value, err
}

// remove sends a DELETE. When an earlier try may have been carried out, the
// thing's absence is what was asked for.
func (c *Client) remove(ctx context.Context, request call) error {
	request.method = http.MethodDelete
	got, err := c.send(ctx, request, nil)
	if failure, ok := asError(err); ok && got.repeated && failure.NotFound() {
		return nil
	}
	return err
}
