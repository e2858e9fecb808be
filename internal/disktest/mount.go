package disktest

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// namespace says how to get a mount namespace of our own, and how others
// enter it. Root needs nothing else; anybody else becomes root of a user
// namespace first.
func namespace() (unshare, enter []string) {
	if os.Getuid() == 0 {
		return []string{"--mount"}, []string{"--mount"}
	}
	return []string{"--user", "--map-root-user", "--mount"}, []string{"--user", "--preserve-credentials", "--mount"}
}

// mountScript mounts a disk of $2 bytes at $1 and goes on as what follows.
const mountScript = `mount -t tmpfs -o size="$2",mode=0700 recomamp-test "$1" || exit 99; echo mounted; shift 2; exec "$@"`

// mounting is the command line that runs program on a disk.
func mounting(folder string, bytes int64, program ...string) []string {
	unshare, _ := namespace()
	return append(append(unshare, "sh", "-c", mountScript, "sh", folder, strconv.FormatInt(bytes, 10)), program...)
}

// mountPoint is a folder of the test to mount on.
func mountPoint(t testing.TB) string {
	t.Helper()
	folder := filepath.Join(t.TempDir(), "disk")
	require.NoError(t, os.Mkdir(folder, 0o700))
	return folder
}

// refused fails a test on a machine that mounts nothing for us.
func refused(t testing.TB, complaints string) {
	t.Helper()
	require.FailNow(t, "this machine mounts no small disk for us, neither as root nor in a user namespace: tests of full disks need unshare and nsenter of util-linux, and the right to mount a tmpfs", complaints)
}

// New mounts a disk of so many bytes for the length of the test. SQLite cannot
// open its Path from the test, for it looks behind the links of /proc.
func New(t testing.TB, size int64) *Disk {
	t.Helper()
	folder := mountPoint(t)
	var complaints bytes.Buffer
	holder := exec.CommandContext(t.Context(), "unshare", mounting(folder, size, "cat")...)
	holder.Stderr = &complaints
	alive, err := holder.StdinPipe() // cat, and with it the disk, lives until this is closed
	require.NoError(t, err)
	said, err := holder.StdoutPipe()
	require.NoError(t, err)
	if err := holder.Start(); err != nil {
		refused(t, err.Error())
	}
	t.Cleanup(func() {
		alive.Close()
		_ = holder.Wait() // ends with the test's context, or a moment before it
	})
	if line, err := bufio.NewReader(said).ReadString('\n'); err != nil || line != "mounted\n" {
		alive.Close()
		_ = holder.Wait()
		refused(t, complaints.String())
	}
	_, enter := namespace()
	pid := holder.Process.Pid
	return &Disk{
		Path:   fmt.Sprintf("/proc/%d/root%s", pid, folder),
		Enter:  append([]string{"nsenter", "--target", strconv.Itoa(pid)}, enter...),
		Inside: folder,
	}
}

// aboard names, to the test's second process, the folder of its disk.
const aboard = "RECOMAMP_TEST_DISK"

// Run runs the body of a test in a second process, on a disk of so many bytes.
// It is all that the test function does, and is not for subtests.
func Run(t *testing.T, size int64, body func(t *testing.T, disk *Disk)) {
	t.Helper()
	if folder := os.Getenv(aboard); folder != "" {
		body(t, &Disk{Path: folder, Inside: folder})
		return
	}
	require.NotContains(t, t.Name(), "/", "Run is not for subtests")
	folder := mountPoint(t)
	itself := exec.CommandContext(t.Context(), "unshare", mounting(folder, size,
		os.Args[0], "-test.run=^"+t.Name()+"$", "-test.count=1", "-test.v", "-test.timeout=5m")...)
	itself.Env = append(os.Environ(), aboard+"="+folder)
	output, err := itself.CombinedOutput()
	switch {
	case !strings.Contains(string(output), "mounted\n"):
		refused(t, fmt.Sprintf("%v\n%s", err, output))
	case err != nil:
		require.FailNow(t, "failed on its disk", "%v\n%s", err, output)
	}
	require.Contains(t, string(output), "--- PASS: "+t.Name(), "the test ran on its disk")
}
