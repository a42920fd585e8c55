package dev.slipway.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GitFactsTest {
    @TempDir
    private Path folder;

    @Test
    void knowsCommitBranchAuthorAndWhetherTheTreeChanged() throws Exception {
        git("init", "-q", "-b", "trunk");
        assertThat(GitFacts.of(folder)).as("before the first commit").isNull();

        Files.writeString(folder.resolve("a"), "1");
        git("add", "a");
        git("-c", "user.name=Mara Jansen", "-c", "user.email=mara@shop.test", "commit", "-q", "-m", "first");

        GitFacts clean = Objects.requireNonNull(GitFacts.of(folder));
        assertThat(clean.commit()).isEqualTo(git("rev-parse", "HEAD"));
        assertThat(clean.branch()).isEqualTo("trunk");
        assertThat(clean.author()).isEqualTo("Mara Jansen <mara@shop.test>");
        assertThat(clean.dirty()).isFalse();

        Files.writeString(folder.resolve("a"), "2");
        assertThat(Objects.requireNonNull(GitFacts.of(folder)).dirty()).isTrue();

        git("checkout", "-q", "--detach");
        assertThat(Objects.requireNonNull(GitFacts.of(folder)).branch()).isNull();
    }

    @Test
    void knowsTheRepositoryOfAFolderAboveAndOfAWorkTree() throws Exception {
        git("init", "-q", "-b", "trunk");
        Path below = Files.createDirectories(folder.resolve("site/public"));
        Files.writeString(below.resolve("a"), "1");
        git("add", ".");
        git("-c", "user.name=Mara Jansen", "-c", "user.email=mara@shop.test", "commit", "-q", "-m", "first");
        git("worktree", "add", "-q", "tree", "-b", "other");

        assertThat(Objects.requireNonNull(GitFacts.of(below)).branch()).isEqualTo("trunk");
        assertThat(Objects.requireNonNull(GitFacts.of(folder.resolve("tree"))).branch())
                .isEqualTo("other");
    }

    @Test
    void hasNoneOutsideARepository() throws Exception {
        assertThat(GitFacts.of(folder)).isNull();
    }

    private String git(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("git", "-C", folder.toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }
}
