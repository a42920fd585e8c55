package dev.slipway.check.inspect;

import static dev.slipway.check.Severity.ERROR;
import static dev.slipway.check.Severity.WARNING;

import dev.slipway.check.CheckAnswer;
import dev.slipway.check.CheckClient;
import dev.slipway.check.CheckRequest;
import dev.slipway.check.Finding;
import dev.slipway.check.inspect.Rule.Fix;
import dev.slipway.http.Fields;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/** What only shows when several answers are seen together: what a page loads, and where a redirect ends. */
final class PageRules {
    private static final int MOST_REDIRECTS = 10;
    private static final int LONG_CHAIN = 3;
    private static final int LARGE_IMAGE_BYTES = 500_000;

    /** Twice what is shown is sharp on every screen. */
    private static final int DENSITY = 2;

    static final Rule DEAD_REFERENCE = new Rule(
            "dead-reference",
            ERROR,
            "RFC 9110 §15.5.5",
            "2xx for everything that a page or stylesheet loads",
            Fix.everywhere("build again and deploy what the page names, or correct the name"),
            seen -> null);
    static final Rule MIXED_CONTENT = new Rule(
            "mixed-content",
            ERROR,
            "Mixed Content §3",
            "https for everything that a page under https loads",
            Fix.everywhere("write the URL without scheme and host, or with https"),
            seen -> null);
    static final Rule OVERSIZED_IMAGE = new Rule(
            "oversized-image",
            WARNING,
            "HTML §4.8.3",
            "images of at most 500 kB and twice the width at which they are shown",
            Fix.everywhere("scale the image in the build, offer sizes with srcset, use WebP or AVIF"),
            seen -> null);
    static final Rule REDIRECT_LOOP = new Rule(
            "redirect-loop",
            ERROR,
            "RFC 9110 §15.4",
            "redirects that end",
            Fix.everywhere("see who decides on slash, host and scheme: only one of app and edge should"),
            seen -> null);
    static final Rule REDIRECT_CHAIN = new Rule(
            "redirect-chain",
            WARNING,
            "RFC 9110 §15.4",
            "one redirect to the final place",
            Fix.everywhere("redirect to the last URL at once"),
            seen -> null);

    static final List<Rule> ALL =
            List.of(DEAD_REFERENCE, MIXED_CONTENT, OVERSIZED_IMAGE, REDIRECT_LOOP, REDIRECT_CHAIN);

    private final CheckClient client;
    private final Fields extra;
    private final Map<String, CheckAnswer> loaded = new HashMap<>();

    PageRules(CheckClient client, Fields extra) {
        this.client = client;
        this.extra = extra;
    }

    List<Finding> judge(Observation seen) {
        List<Finding> findings = new ArrayList<>();
        if (seen.plain().isRedirect()) {
            redirects(seen, findings);
        }
        if (!seen.succeeded()) {
            return findings;
        }
        for (References.Part part : References.of(seen.plain()).parts()) {
            part(seen, part, findings);
        }
        return findings;
    }

    private void part(Observation seen, References.Part part, List<Finding> findings) {
        if (seen.isSecure() && part.url().startsWith("http:")) {
            findings.add(MIXED_CONTENT.finding(seen.url(), "loads " + part.url()));
        }
        if (!CheckRequest.get(part.url()).origin().equals(seen.plain().request().origin())) {
            return;
        }
        CheckAnswer answer = loaded.computeIfAbsent(
                part.url(),
                url -> client.send(CheckRequest.get(url).withAll(extra).with("Accept-Encoding", "identity")));
        if (answer.status() == 0 || answer.status() >= 400) {
            findings.add(DEAD_REFERENCE.finding(
                    seen.url(),
                    part.url() + " answers "
                            + (answer.status() == 0 ? answer.problem() : String.valueOf(answer.status()))));
        } else if (answer.mediaType().startsWith("image/")) {
            image(part, answer, findings);
        }
    }

    private static void image(References.Part part, CheckAnswer answer, List<Finding> findings) {
        int width = widthOf(answer.body());
        if (answer.body().length > LARGE_IMAGE_BYTES) {
            findings.add(OVERSIZED_IMAGE.finding(part.url(), answer.body().length + " bytes"));
        } else if (part.width() > 0 && width > DENSITY * part.width()) {
            findings.add(OVERSIZED_IMAGE.finding(part.url(), width + " pixels wide, shown at " + part.width()));
        }
    }

    /** In pixels; 0 for what Java cannot read. */
    private static int widthOf(byte[] bytes) {
        try (ImageInputStream in = ImageIO.createImageInputStream(new ByteArrayInputStream(bytes))) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
            if (!readers.hasNext()) {
                return 0;
            }
            ImageReader reader = readers.next();
            try {
                reader.setInput(in);
                return reader.getWidth(0);
            } finally {
                reader.dispose();
            }
        } catch (IOException | RuntimeException e) {
            return 0;
        }
    }

    private void redirects(Observation seen, List<Finding> findings) {
        Set<String> visited = new HashSet<>();
        List<String> chain = new ArrayList<>();
        CheckAnswer answer = seen.plain();
        while (answer.isRedirect()) {
            String url = answer.request().url();
            chain.add(url);
            String next = References.resolve(url, answer.field("Location"));
            if (!visited.add(url) || chain.size() > MOST_REDIRECTS) {
                findings.add(REDIRECT_LOOP.finding(seen.url(), String.join(" → ", chain)));
                return;
            }
            if (next == null
                    || !CheckRequest.get(next)
                            .origin()
                            .equals(seen.plain().request().origin())) {
                break;
            }
            answer = client.send(CheckRequest.get(next).withAll(extra));
        }
        if (chain.size() >= LONG_CHAIN) {
            findings.add(REDIRECT_CHAIN.finding(seen.url(), chain.size() + " redirects: " + String.join(" → ", chain)));
        }
    }
}
