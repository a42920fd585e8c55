package dev.slipway.control;

import dev.slipway.api.ReleaseDraft;
import dev.slipway.blob.Digest;
import dev.slipway.release.FileEntry;
import dev.slipway.release.HeldReleases;
import dev.slipway.release.ReleaseFiles;
import dev.slipway.site.DeployConfig;
import dev.slipway.site.ParsedRules;
import dev.slipway.site.ReleaseRules;
import dev.slipway.site.Route;
import dev.slipway.site.Serve;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToLongFunction;

/** What a draft must fulfil before a byte of it is taken. Collects every complaint instead of the first. */
final class DraftRules {
    private static final int MOST_FILES = 1_000_000;
    private static final int MOST_COMPLAINTS = 50;
    private static final int LONGEST_PATH = 2_048;
    private static final long MOST_BYTES = 1L << 40;

    private final List<String> complaints = new ArrayList<>();
    private final ToLongFunction<Digest> known;
    private long total;

    private DraftRules(ToLongFunction<Digest> known) {
        this.known = known;
    }

    /**
     * The draft's rules, parsed.
     *
     * @param known the length of a content that the node has, or -1
     * @throws Refusal 422 with every complaint
     */
    static ReleaseRules check(ReleaseDraft draft, HeldReleases held, ToLongFunction<Digest> known) {
        DraftRules rules = new DraftRules(known);
        ReleaseRules parsed = rules.configuration(draft.configuration());
        rules.files(draft.files(), parsed.deploy());
        rules.pages(draft, parsed);
        rules.fingerprints(draft, held);
        rules.refuseIfAny();
        return parsed;
    }

    private ReleaseRules configuration(String text) {
        return switch (ConfigurationText.rules(text)) {
            case ParsedRules.Valid valid -> valid.rules();
            case ParsedRules.Invalid invalid ->
                throw Refusal.withComplaints(
                        422,
                        "invalid-configuration",
                        "the configuration of the release has "
                                + invalid.complaints().size() + " mistakes",
                        "a slipway.toml that `slipway validate` accepts",
                        "Run `slipway validate`, mend what it names, and deploy again.",
                        invalid.complaints().stream().map(Object::toString).toList());
        };
    }

    private void files(List<ReleaseDraft.File> files, @org.jspecify.annotations.Nullable DeployConfig deploy) {
        if (files.isEmpty()) {
            complain("the release has no file; expected at least one");
        }
        if (files.size() > MOST_FILES) {
            complain("the release has " + files.size() + " files; expected at most " + MOST_FILES);
        }
        Map<String, String> folded = HashMap.newHashMap(files.size());
        Map<String, Long> sizes = HashMap.newHashMap(files.size());
        for (ReleaseDraft.File file : files) {
            String wrong = wrongPath(file.path());
            if (wrong != null) {
                complain("path " + quoted(file.path()) + " " + wrong);
            } else if (deploy != null && !file.path().startsWith(deploy.prefix() + "/")) {
                complain("path " + quoted(file.path()) + " is not under [deploy] prefix " + quoted(deploy.prefix()));
            }
            content(file, sizes);
            String twin = folded.put(folded(file.path()), file.path());
            if (twin != null) {
                complain("paths " + quoted(twin) + " and " + quoted(file.path()) + " are one in a URL");
            }
        }
    }

    private void content(ReleaseDraft.File file, Map<String, Long> sizes) {
        if (!Digest.isDigest(file.sha256())) {
            complain("path " + quoted(file.path()) + " has the digest " + quoted(file.sha256())
                    + "; expected 64 lower-case hexadecimal digits");
            return;
        }
        Long same = sizes.put(file.sha256(), file.size());
        long here = same == null ? known.applyAsLong(new Digest(file.sha256())) : same;
        total += Math.clamp(file.size(), 0, MOST_BYTES);
        if (file.size() < 0 || here >= 0 && here != file.size() || total > MOST_BYTES) {
            complain("path " + quoted(file.path()) + " has the size " + file.size()
                    + "; expected its length in bytes, the same for the same digest, and " + MOST_BYTES
                    + " bytes in all at most");
        }
    }

    /** The path as a URL that is decoded once more, and whose letters are composed, would have it. */
    private static String folded(String path) {
        String decoded = path;
        if (path.indexOf('%') >= 0) {
            try {
                decoded = URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
            } catch (IllegalArgumentException noEncoding) {
                decoded = path;
            }
        }
        return Normalizer.normalize(decoded, Normalizer.Form.NFC);
    }

    private static @org.jspecify.annotations.Nullable String wrongPath(String path) {
        if (!path.startsWith("/") || path.length() > LONGEST_PATH) {
            return "does not start with a slash, or is longer than " + LONGEST_PATH + " characters";
        }
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c < 0x20 || c == 0x7f || c == '\\' || Character.isSurrogate(c) && !isPair(path, i)) {
                return "holds a control character, a backslash or half a character";
            }
        }
        for (String segment : path.substring(1).split("/", -1)) {
            if (segment.isEmpty() || segment.equals(".") || segment.equals("..")) {
                return "has an empty, '.' or '..' segment: it would leave the folder";
            }
        }
        return null;
    }

    private static boolean isPair(String path, int at) {
        char c = path.charAt(at);
        return Character.isHighSurrogate(c)
                ? at + 1 < path.length() && Character.isLowSurrogate(path.charAt(at + 1))
                : at > 0 && Character.isHighSurrogate(path.charAt(at - 1));
    }

    /** Pages that stand in for errors and navigations must be there when they are needed. */
    private void pages(ReleaseDraft draft, ReleaseRules rules) {
        Set<String> paths = HashSet.newHashSet(draft.files().size());
        draft.files().forEach(file -> paths.add(file.path()));
        for (Route route : rules.routes()) {
            route.errorPages().forEach((status, page) -> {
                if (!paths.contains(page)) {
                    complain("route " + route.name() + " names the page " + quoted(page) + " for " + status
                            + ", which the release does not have");
                }
            });
            if (route.serve() instanceof Serve.Release(var fallback, var toApp, var patterns)
                    && fallback != null
                    && !paths.contains(fallback)) {
                complain("route " + route.name() + " has the fallback " + quoted(fallback)
                        + ", which the release does not have");
            }
        }
    }

    private void fingerprints(ReleaseDraft draft, HeldReleases held) {
        Set<String> mutable = new HashSet<>(draft.mutable());
        for (ReleaseDraft.File file : draft.files()) {
            if (!file.fingerprinted() || mutable.contains(file.path())) {
                continue;
            }
            for (ReleaseFiles release : held.newestFirst()) {
                FileEntry other = release.find(file.path());
                if (other != null
                        && other.fingerprinted()
                        && !other.content().hex().equals(file.sha256())) {
                    complain("path " + quoted(file.path()) + " is fingerprinted, but has other content in release "
                            + release.release() + ": browsers keep it for a year. `--mutable " + file.path()
                            + "` deploys it all the same");
                    break;
                }
            }
        }
    }

    private void complain(String complaint) {
        complaints.add(complaint);
    }

    private void refuseIfAny() {
        if (complaints.isEmpty()) {
            return;
        }
        List<String> shown = complaints.subList(0, Math.min(MOST_COMPLAINTS, complaints.size()));
        throw Refusal.withComplaints(
                422,
                "invalid-release",
                shown.getFirst() + (complaints.size() > 1 ? ", and " + (complaints.size() - 1) + " more" : ""),
                "files with decoded URL paths under [deploy] prefix, each once, with digest and size",
                "Mend what is named and deploy again. Nothing was stored.",
                List.copyOf(shown));
    }

    private static String quoted(String text) {
        return '"' + text + '"';
    }
}
