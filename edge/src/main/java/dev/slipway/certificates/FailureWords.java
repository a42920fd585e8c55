package dev.slipway.certificates;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import javax.net.ssl.SSLException;
import org.shredzone.acme4j.Problem;
import org.shredzone.acme4j.exception.AcmeLazyLoadingException;
import org.shredzone.acme4j.exception.AcmeRateLimitedException;
import org.shredzone.acme4j.exception.AcmeServerException;
import org.shredzone.acme4j.exception.AcmeUserActionRequiredException;

/** What went wrong with an authority, in words that say what to do where something can be done. */
final class FailureWords {
    private final URI directory;

    FailureWords(URI directory) {
        this.directory = directory;
    }

    AcmeFailure of(Throwable thrown) {
        return switch (thrown) {
            case AcmeFailure failure -> failure;
            case AcmeLazyLoadingException lazy when lazy.getCause() != null -> of(lazy.getCause());
            case AcmeRateLimitedException limited ->
                new AcmeFailure(
                        directory + " takes no more orders for now: " + words(limited.getProblem()),
                        limited.getRetryAfter().orElse(null),
                        limited);
            case AcmeUserActionRequiredException action ->
                new AcmeFailure(
                        directory + " wants something to be done by hand: " + words(action.getProblem()) + "; see "
                                + action.getInstance(),
                        action);
            case AcmeServerException refused ->
                new AcmeFailure(directory + " refused: " + words(refused.getProblem()), refused);
            case BadCredentials bad -> new AcmeFailure(bad.getMessage() + "; " + bad.next(), bad);
            // What the network did to acme4j comes wrapped; this is the disk.
            case IOException file -> new AcmeFailure("the account cannot be kept: " + file, file);
            default -> new AcmeFailure(ofNetwork(thrown), thrown);
        };
    }

    private String ofNetwork(Throwable thrown) {
        for (Throwable each = thrown; each != null; each = each.getCause()) {
            switch (each) {
                case HttpTimeoutException late -> {
                    return directory + " did not answer in time";
                }
                case SSLException untrusted -> {
                    return "the HTTPS of " + directory + " is not trusted: " + untrusted.getMessage()
                            + "; where the authority is one of your own, name the file of its roots";
                }
                case UnresolvedAddressException unknown -> {
                    return "the name of " + directory + " is not known to the DNS";
                }
                case ConnectException refused -> {
                    return directory + " cannot be reached"
                            + (refused.getMessage() == null ? "" : ": " + refused.getMessage());
                }
                case IOException broken -> {
                    return directory + " cannot be asked, the connection broke: " + broken.getMessage();
                }
                default -> {}
            }
        }
        return directory + " answered what was not understood: " + thrown;
    }

    /** The authority's own words with those of the single names, where it has some. */
    static String words(Problem problem) {
        StringBuilder words =
                new StringBuilder(problem.getDetail().or(problem::getTitle).orElse(String.valueOf(problem.getType())));
        for (Problem each : problem.getSubProblems()) {
            words.append("; ").append(words(each));
        }
        return words.toString();
    }
}
