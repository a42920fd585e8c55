package dev.slipway.check;

import java.util.List;

/** {@code check rollback}: goes forward and back again, and shows that every probed answer is what it was. */
public final class RollbackCheck {
    private static final String NAME = "rollback";

    private final CheckClient client;

    public RollbackCheck(CheckClient client) {
        this.client = client;
    }

    /** What is drilled; each step ends when it is effective, or throws. */
    public interface Drill {
        void forward() throws InterruptedException;

        void back() throws InterruptedException;
    }

    /** Runs it; the environment is left as it was found. */
    public CheckReport run(String target, List<String> urls, Drill drill) throws InterruptedException {
        CheckReport.Builder report =
                new CheckReport.Builder(NAME, target, client.time().now(), List.of());
        Snapshot before = Snapshot.of(client, urls);
        drill.forward();
        drill.back();
        compare(before, Snapshot.of(client, urls), report);
        return report.build(client.time().now(), Severity.ERROR);
    }

    /** Adds a finding for each URL that is not as it was, and says how much was compared. */
    public static void compare(Snapshot before, Snapshot after, CheckReport.Builder report) {
        for (Snapshot.Difference difference : after.differencesTo(before)) {
            report.add(new Finding(
                    NAME,
                    "not-as-before",
                    Severity.ERROR,
                    difference.url(),
                    difference.what(),
                    "the answer that was given before the deployment",
                    List.of(
                            "let the rollback command undo all that the command did, and be repeatable",
                            "name what changes beyond files in [deploy] changes, so that it is purged"),
                    "—",
                    List.of(CheckRequest.get(difference.url()).curl(""))));
        }
        List<String> unsteady = before.unsteady();
        report.fact(before.size() + " URLs probed before and after"
                + (unsteady.isEmpty() ? "" : "; by status and media type alone: " + String.join(", ", unsteady)));
    }
}
