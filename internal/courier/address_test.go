package courier_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/internal/courier"
	"github.com/recomamp/recomamp/internal/fault"
)

const (
	slackHook   = "https://hooks.slack.com/services/T00000000/B00000000/hunter2hunter2hunter2abc"
	discordHook = "https://discord.com/api/webhooks/123456789/hunter2-TOKEN_x"
	teamsHook   = "https://prod-01.westus.logic.azure.com:443/workflows/abc/triggers/manual/paths/invoke?api-version=1&sig=hunter2"
	mailBox     = "smtp://ops:hunter2@mail.agency.example:587/?from=recomamp@agency.example&to=ada@agency.example,grace@agency.example"
)

func TestAddressesAreReadAndShownWithoutTheirSecrets(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]struct {
		service courier.Service
		shown   string
	}{
		mailBox: {courier.Mail, "ada@agency.example, grace@agency.example by mail.agency.example:587"},
		"smtp://mail.agency.example/?from=a@agency.example&to=b%2Bx@agency.example": {courier.Mail, "b+x@agency.example by mail.agency.example"},
		slackHook: {courier.Slack, "hooks.slack.com/•••"},
		"slack://hook:T00000000-B00000000-hunter2hunter2hunter2abc@webhook?botname=RecomAMP": {courier.Slack, "hooks.slack.com/•••"},
		"slack://xoxb:123456789012-123456789012-hunter2hunter2hunter2abc@C001122334":         {courier.Slack, "Slack, channel C001122334"},
		discordHook:                           {courier.Discord, "discord.com/•••"},
		"discord://hunter2-TOKEN_x@123456789": {courier.Discord, "discord.com/•••"},
		teamsHook:                             {courier.Teams, "prod-01.westus.logic.azure.com:443/•••"},
		"teams+https://teams.example/x?sig=hunter2":                                                    {courier.Teams, "teams.example/•••"},
		"https://hooks.example.com/in/hunter2":                                                         {courier.Webhook, "hooks.example.com/•••"},
		"generic://hooks.example.com/in/hunter2?@Authorization=Bearer+hunter2&template=json&$team=ops": {courier.Webhook, "hooks.example.com/•••"},
		"generic+https://hooks.example.com:8443/in?key=hunter2":                                        {courier.Webhook, "hooks.example.com:8443/•••"},
		"  http://10.0.0.8:9000/in?token=hunter2 ":                                                     {courier.Webhook, "10.0.0.8:9000/•••"},
		"https://hooks.slack.com/other/hunter2":                                                        {courier.Webhook, "hooks.slack.com/•••"},
	} {
		address, err := courier.Parse(text)
		require.NoError(t, err, text)
		require.Equal(t, want.service, address.Service(), text)
		require.Equal(t, want.shown, address.Shown(), text)
		for _, printed := range []string{address.String(), fmt.Sprint(address), fmt.Sprintf("%v %+v %#v", address, &address, address)} {
			require.NotContains(t, printed, "hunter2")
		}
		again, err := courier.Parse(address.Secret())
		require.NoError(t, err, "what is kept can be read again")
		require.Equal(t, address.Shown(), again.Shown())
		require.Equal(t, address.Secret(), again.Secret())
	}
}

func TestWhatIsNoAddressIsRefusedWithoutRepeatingIt(t *testing.T) {
	t.Parallel()
	for text, why := range map[string]string{
		"":                        "no URL",
		"hunter2":                 "no URL",
		"ftp://x:hunter2@h/":      "begins with something other",
		"smtp://ops:hunter2@/":    "no URL",
		"smtp://ops:hunter2@host": "no mail address",
		"smtp://ops:hunter2@host/?from=a@b.example&to=nobody+hunter2":              "no e-mail address",
		"smtp://ops:hunter2@host/?from=a@b.example&to=c@d.example&unknown=hunter2": "no mail address",
		"slack://hunter2":                                        "no token",
		"slack://hook:hunter2@webhook":                           "no Slack address",
		"discord://hunter2/x@1":                                  "no Discord address",
		"discord://..%2f..%2fhunter2@1":                          "no Discord address",
		"teams://hunter2@tenant/a/b/c?host=x.webhook.office.com": "switched off",
		"https://x.webhook.office.com/webhookb2/hunter2":         "switched off",
		"generic://h/?method=DELETE&k=hunter2":                   "method",
		"generic://h/?template=hunter2":                          "template",
		"generic://h/?disabletls=hunter2":                        "parameter",
		"https://h/\x00hunter2":                                  "no URL",
		"https://hunter2.example/%zz":                            "no URL",
		"https://h/" + strings.Repeat("hunter2", 1000):           "too long",
	} {
		_, err := courier.Parse(text)
		require.ErrorIs(t, err, courier.ErrAddress, text)
		told := fmt.Sprint(err, fault.Of(err).Fields, fault.Of(err).Next)
		require.Contains(t, told, why, text)
		require.NotContains(t, told, "hunter2", text)
	}
}

// Whatever a person types, reading it never panics, and what is shown of what
// was understood can be read again.
func FuzzParse(f *testing.F) {
	for _, text := range []string{
		slackHook, discordHook, teamsHook, mailBox, "generic://h/p?@a=b&$c=d&template=json", "slack://xoxb:1-2-3@C1", "slack://", "discord://a@b/raw",
		"teams://a@b/c/d/e?host=f", "smtp://h:99999999/?timeout=x", "slack://a/b/c/d", "https://[::1]:80/", "generic+https://@", "smtp://dummy@dummy.com", "slack://dummy@dummy.com",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		address, err := courier.Parse(text)
		if err != nil {
			require.ErrorIs(t, err, courier.ErrAddress)
			return
		}
		again, err := courier.Parse(address.Secret())
		require.NoError(t, err)
		require.Equal(t, address.Shown(), again.Shown())
	})
}
