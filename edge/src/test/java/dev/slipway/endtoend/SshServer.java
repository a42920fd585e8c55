package dev.slipway.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * An OpenSSH server on loopback for whoever runs the test, with keys and settings of its own: nothing of the account's or the
 * machine's is read but the account itself.
 */
final class SshServer implements AutoCloseable {
    private static final String PROGRAM = "/usr/sbin/sshd"; // it starts itself again, and wants its whole path

    private final Path folder;
    private final int port;
    private final Process process;

    /** @param authorized what stands before the key in {@code authorized_keys} */
    SshServer(Path folder, String authorized) throws Exception {
        this.folder = folder;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            this.port = free.getLocalPort();
        }
        Shell shell = new Shell(folder, Map.of());
        for (String key : List.of("host", "client")) {
            assertThat(shell.line("ssh-keygen -q -t ed25519 -N '' -f " + key).code())
                    .isZero();
        }
        boolean root = shell.line("id -u").out().strip().equals("0");
        if (root) {
            // Debian's own start script makes this folder, which only a server of root insists on.
            Files.createDirectories(Path.of("/run/sshd"));
        }
        Files.writeString(folder.resolve("authorized_keys"), authorized + " " + read("client.pub"));
        Files.writeString(folder.resolve("known_hosts"), "[127.0.0.1]:" + port + " " + read("host.pub"));
        Files.writeString(folder.resolve("sshd_config"), serverConfig(root));
        Files.writeString(
                folder.resolve("ssh_config"),
                clientConfig(shell.line("id -un").out().strip()));
        Path err = folder.resolve("sshd.err");
        this.process = shell.start(
                folder.resolve("sshd.out"),
                err,
                List.of(PROGRAM, "-D", "-e", "-f", folder.resolve("sshd_config").toString()));
        Eventually.get(() -> Files.readString(err), said -> said.contains("Server listening") || !process.isAlive());
        assertThat(process.isAlive()).as(Files.readString(err)).isTrue();
    }

    private String read(String file) throws IOException {
        return Files.readString(folder.resolve(file), StandardCharsets.UTF_8);
    }

    /** PAM knows of any other account than root's whether it is locked; root's sessions may be refused by it in a container. */
    private String serverConfig(boolean root) {
        return """
                ListenAddress 127.0.0.1:%d
                HostKey %s/host
                AuthorizedKeysFile %s/authorized_keys
                PidFile none
                StrictModes no
                UsePAM %s
                PermitRootLogin prohibit-password
                PasswordAuthentication no
                KbdInteractiveAuthentication no
                """.formatted(port, folder, folder, root ? "no" : "yes");
    }

    private String clientConfig(String user) {
        return """
                Host edge.internal
                  HostName 127.0.0.1
                  Port %d
                  User %s
                  IdentityFile %s/client
                  IdentitiesOnly yes
                  UserKnownHostsFile %s/known_hosts
                  StrictHostKeyChecking yes
                """.formatted(port, user, folder, folder);
    }

    /** The body of a command {@code ssh} that knows this server, and this account in place of any that is named. */
    String client() {
        return "exec /usr/bin/ssh -F '" + folder.resolve("ssh_config") + "' -l \"$(id -un)\" \"$@\"";
    }

    /** How many have come in. */
    long accepted() throws IOException {
        return read("sshd.err")
                .lines()
                .filter(line -> line.startsWith("Accepted publickey"))
                .count();
    }

    @Override
    public void close() throws InterruptedException {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
        process.waitFor();
    }
}
