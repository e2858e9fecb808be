package amcsandbox

import (
	"crypto/rand"
	"encoding/json"
	"net/http"
	"regexp"
	"time"

	"github.com/recomamp/recomamp/amcsandbox/internal/store"
)

// uploadAccount is the AWS account shown for data uploads.
const uploadAccount = "811639200769"

const (
	creationRequested  = "REQUESTED"
	creationInProgress = "IN_PROGRESS"
	creationCompleted  = "COMPLETED"
)

func creationStatus(i store.Instance, now time.Time) string {
	switch {
	case now.Before(i.WorkingAt):
		return creationRequested
	case now.Before(i.CompletedAt):
		return creationInProgress
	default:
		return creationCompleted
	}
}

// instanceView is an instance as the API shows it.
type instanceView struct {
	InstanceID             string            `json:"instanceId"`
	InstanceName           string            `json:"instanceName"`
	InstanceType           string            `json:"instanceType"`
	CustomerCanonicalName  string            `json:"customerCanonicalName"`
	CreationStatus         string            `json:"creationStatus"`
	CreationDatetime       *string           `json:"creationDatetime"`
	S3BucketName           string            `json:"s3BucketName"`
	AWSAccountID           string            `json:"awsAccountId"`
	DataUploadAWSAccountID string            `json:"dataUploadAwsAccountId"`
	APIEndpoint            *string           `json:"apiEndpoint"`
	Entities               []string          `json:"entities"`
	ACRCollaboration       *struct{}         `json:"acrCollaboration"`
	OptionalDatasets       []optionalDataset `json:"optionalDatasets"`
	AdvertiserTypes        []string          `json:"advertiserTypes"`
}

type optionalDataset struct {
	Label          string `json:"label"`
	ActivationTime string `json:"activationTime"`
}

func (s *Sandbox) viewInstance(c *call, i store.Instance) instanceView {
	status := creationStatus(i, s.now())
	view := instanceView{
		InstanceID: i.ID, InstanceName: i.Name, InstanceType: i.Type, CustomerCanonicalName: i.CustomerName,
		CreationStatus: status, S3BucketName: i.BucketName, AWSAccountID: i.AWSAccountID,
		DataUploadAWSAccountID: uploadAccount, Entities: []string{c.account.Region},
		OptionalDatasets: []optionalDataset{}, AdvertiserTypes: advertiserTypes(i.Advertisers),
	}
	if status == creationCompleted {
		created := i.CompletedAt.Format("2006-01-02T15:04:05.000000Z")
		view.CreationDatetime, view.APIEndpoint = &created, &c.base
		activated := i.CompletedAt.Add(-25 * time.Second).Format("2006-01-02T15:04:05.000Z")
		for _, label := range []string{"CONVERSIONS_V2", "FREQUENCY_GROUPS", "SNS_V2"} {
			view.OptionalDatasets = append(view.OptionalDatasets, optionalDataset{label, activated})
		}
	}
	return view
}

// advertiserTypes gives each type once, in order of first use.
func advertiserTypes(advertisers []store.Advertiser) []string {
	types := []string{}
	seen := map[string]bool{}
	for _, a := range advertisers {
		if !seen[a.Type] {
			seen[a.Type] = true
			types = append(types, a.Type)
		}
	}
	return types
}

func (s *Sandbox) listInstances(c *call) (reply, error) {
	page, err := c.page()
	if err != nil {
		return reply{}, err
	}
	var instances []store.Instance
	if err := s.store.Read(c.ctx(), func(tx *store.Tx) (err error) {
		instances, err = tx.Instances(c.account.ID)
		return err
	}); err != nil {
		return reply{}, err
	}
	instances, next := cut(page, instances, func(i store.Instance) string { return i.ID })
	views := make([]instanceView, len(instances))
	for i, instance := range instances {
		views[i] = s.viewInstance(c, instance)
	}
	return ok(jsonType, object{"instances": views, "nextToken": next}), nil
}

func (s *Sandbox) getInstance(c *call) (reply, error) {
	return ok(jsonType, object{"instance": s.viewInstance(c, c.instance)}), nil
}

var (
	instanceName   = regexp.MustCompile(`^[A-Za-z0-9 ]{3,50}$`)
	advertiserName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9 ]{1,48}[A-Za-z0-9]$`)
)

// instanceBody is what creating and changing an instance take.
type instanceBody struct {
	InstanceName     string `json:"instanceName"`
	AdvertiserName   string `json:"advertiserName"`
	CustomerName     string `json:"customerCanonicalName"`
	AWSAccountID     string `json:"awsAccountId"`
	S3BucketName     string `json:"s3BucketName"`
	IdempotencyToken string `json:"idempotencyToken"`
}

func (s *Sandbox) createInstance(c *call) (reply, error) {
	var body instanceBody
	if err := c.decode(&body); err != nil {
		return reply{}, err
	}
	if !instanceName.MatchString(body.InstanceName) {
		return reply{}, badRequest("instanceName must have 3 to 50 letters, digits and spaces")
	}
	if body.AdvertiserName != "" && !advertiserName.MatchString(body.AdvertiserName) {
		return reply{}, badRequest("advertiserName must have 3 to 50 letters, digits and inner spaces")
	}
	now := s.now()
	wait := s.config.Options.CreationTime
	created := store.Instance{
		ID: "amc" + randomLetters(8), AccountID: c.account.ID,
		RequestedAt: now, WorkingAt: now.Add(wait / 4), CompletedAt: now.Add(wait), IdempotencyToken: body.IdempotencyToken,
		InstanceDetails: store.InstanceDetails{
			Name: body.InstanceName, Type: "STANDARD", CustomerName: body.AdvertiserName, TimeZone: "UTC",
			BucketName: body.S3BucketName, AWSAccountID: body.AWSAccountID,
		},
	}
	if err := s.store.Write(c.ctx(), func(tx *store.Tx) error {
		existing, err := tx.Instances(c.account.ID)
		if err != nil {
			return err
		}
		for _, other := range existing {
			if created.IdempotencyToken != "" && other.IdempotencyToken == created.IdempotencyToken {
				created = other
				return nil
			}
			// A new instance answers from the data of the account's first.
			if created.DataInstanceID == "" && other.Type == created.Type {
				created.DataInstanceID, created.TimeZone, created.Advertisers = other.DataInstanceID, other.TimeZone, other.Advertisers
			}
		}
		return tx.PutInstance(created)
	}); err != nil {
		return reply{}, err
	}
	view := s.viewInstance(c, created)
	if wait == 0 {
		view.CreationStatus = creationRequested
	}
	return ok(jsonType, object{"instance": view}), nil
}

const smallLetters = "abcdefghijklmnopqrstuvwxyz0123456789"

func randomLetters(count int) string {
	raw := make([]byte, count)
	_, _ = rand.Read(raw) // never fails
	for i, b := range raw {
		raw[i] = smallLetters[int(b)%len(smallLetters)]
	}
	return string(raw)
}

func (s *Sandbox) updateInstance(c *call) (reply, error) {
	var body instanceBody
	if err := c.decode(&body); err != nil {
		return reply{}, err
	}
	if body.InstanceName != "" && !instanceName.MatchString(body.InstanceName) {
		return reply{}, badRequest("instanceName must have 3 to 50 letters, digits and spaces")
	}
	var changed store.Instance
	err := s.changeInstance(c, func(i *store.Instance) {
		for _, change := range []struct {
			field *string
			value string
		}{
			{&i.Name, body.InstanceName},
			{&i.CustomerName, body.AdvertiserName},
			{&i.CustomerName, body.CustomerName},
			{&i.AWSAccountID, body.AWSAccountID},
			{&i.BucketName, body.S3BucketName},
		} {
			if change.value != "" {
				*change.field = change.value
			}
		}
		changed = *i
	})
	if err != nil {
		return reply{}, err
	}
	return ok(jsonType, object{"instance": s.viewInstance(c, changed)}), nil
}

func (s *Sandbox) deleteInstance(c *call) (reply, error) {
	if err := s.changeInstance(c, func(i *store.Instance) { i.DeletedAt = s.now() }); err != nil {
		return reply{}, err
	}
	return reply{status: http.StatusNoContent}, nil
}

func (s *Sandbox) updateAWSAccount(c *call) (reply, error) {
	var body struct {
		AWSAccountID string `json:"awsAccountId"`
		BucketName   string `json:"bucketName"`
	}
	if err := c.decode(&body); err != nil {
		return reply{}, err
	}
	if body.AWSAccountID == "" {
		return reply{}, badRequest("awsAccountId is missing")
	}
	if err := s.changeInstance(c, func(i *store.Instance) {
		i.AWSAccountID, i.BucketName = body.AWSAccountID, body.BucketName
	}); err != nil {
		return reply{}, err
	}
	return ok(octetType, object{"cfnBucketUrl": c.base + "/no-cloud-formation"}), nil
}

// changeInstance changes the instance of the call, which must be completed.
func (s *Sandbox) changeInstance(c *call, change func(*store.Instance)) error {
	return s.store.Write(c.ctx(), func(tx *store.Tx) error {
		instance, err := tx.Instance(c.instance.ID)
		if err != nil {
			return err
		}
		if status := creationStatus(instance, s.now()); status != creationCompleted {
			return badRequest("Instance %s cannot be changed while its creationStatus is %s.", instance.ID, status)
		}
		change(&instance)
		return tx.PutInstance(instance)
	})
}

// decode reads the JSON object of the body into target. Unknown fields and
// text after the object are ignored, as Amazon does.
func (c *call) decode(target any) error {
	decoder := json.NewDecoder(newBodyReader(c.body))
	decoder.UseNumber()
	if err := decoder.Decode(target); err != nil {
		return badRequest("Request body could not be read: %s", decodeReason(err))
	}
	return nil
}
