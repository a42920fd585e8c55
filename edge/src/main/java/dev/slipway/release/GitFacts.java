package dev.slipway.release;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What git says of a folder.
 *
 * @param commit the full commit id
 * @param branch the branch, or null when detached
 * @param dirty whether the work tree has changes or files that git neither tracks nor ignores
 * @param author of the commit, {@code Mara Jansen <mara@shop.test>}
 */
public record GitFacts(String commit, @Nullable String branch, boolean dirty, String author) {
    private static final int PATIENCE_SECONDS = 20;

    /** The facts, or null outside a repository, before its first commit, and where there is no git. */
    public static @Nullable GitFacts of(Path folder) throws InterruptedException {
        if (!mayBeInRepository(folder)) {
            return null;
        }
        String head = git(folder, "log", "-1", "--format=%H%n%an <%ae>");
        if (head == null) {
            return null;
        }
        List<String> lines = head.lines().toList();
        String changes = git(folder, "status", "--porcelain");
        if (lines.size() < 2 || changes == null) {
            return null;
        }
        String branch = git(folder, "symbolic-ref", "--quiet", "--short", "HEAD");
        return new GitFacts(lines.get(0), branch == null ? null : branch.strip(), !changes.isBlank(), lines.get(1));
    }

    /** Whether it is worth a process to ask: in a repository, a folder has a {@code .git}, or one above it, or it is named. */
    private static boolean mayBeInRepository(Path folder) {
        for (Path above = folder.toAbsolutePath(); above != null; above = above.getParent()) {
            if (Files.exists(above.resolve(".git"))) {
                return true;
            }
        }
        return new ProcessBuilder().environment().containsKey("GIT_DIR");
    }

    /** The tree of the current commit: the same for the same files, whoever committed them when. Null as for {@link #of}. */
    public static @Nullable String tree(Path folder) throws InterruptedException {
        String tree = git(folder, "rev-parse", "--verify", "--quiet", "HEAD^{tree}");
        return tree == null ? null : tree.strip();
    }

    /** The address that git would commit with, or null. */
    public static @Nullable String person(Path folder) throws InterruptedException {
        String email = git(folder, "config", "--get", "user.email");
        return email == null || email.isBlank() ? null : email.strip();
    }

    /** What git printed, or null when it failed or is not there. */
    private static @Nullable String git(Path folder, String... arguments) throws InterruptedException {
        List<String> command = new java.util.ArrayList<>(List.of("git", "-C", folder.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("GIT_OPTIONAL_LOCKS", "0");
        // Output goes to a file, so that a git that hangs cannot hold this up beyond its patience.
        Path output = null;
        try {
            output = Files.createTempFile("slipway-git", ".txt");
            Process process = builder.redirectOutput(output.toFile()).start();
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return null;
            }
            return process.exitValue() == 0 ? Files.readString(output, StandardCharsets.UTF_8) : null;
        } catch (IOException e) {
            // No git on this machine: the release simply has no commit.
            return null;
        } finally {
            delete(output);
        }
    }

    private static void delete(@Nullable Path file) {
        try {
            if (file != null) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            file.toFile().deleteOnExit();
        }
    }
}
