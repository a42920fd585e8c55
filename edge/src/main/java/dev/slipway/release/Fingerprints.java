package dev.slipway.release;

import dev.slipway.site.PathPattern;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which files have a name that changes with their content, and how that is known. Shape alone never suffices:
 * {@code user-settings.js} looks like a bundler's output, and would be cached for a year.
 */
public final class Fingerprints {
    /** How it is known. */
    public enum Proof {
        /** The hash in the name was computed again from the content. */
        HASH,
        /** A bundler's or Django's manifest lists it, and its name has a hash that its source's name has not. */
        MANIFEST,
        /** A release route declares it by pattern. */
        DECLARED
    }

    private static final int SHORTEST = 8;
    private static final String BOUNDARIES = ".-_~@";
    private static final String BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private static final Pattern HASH_CANDIDATE = Pattern.compile("(^|[.\\-_~@])[0-9a-fA-F]{8,128}([.\\-_~@]|$)");
    private static final Pattern HEX_TOKEN = Pattern.compile("[0-9a-fA-F]{8,128}");
    private static final Pattern MIXED_TOKEN = Pattern.compile("(?=.*[0-9A-Z])[A-Za-z0-9_-]{8,64}");

    private final String prefix;
    private final Set<String> listed;
    private final List<PathPattern> declared;

    /**
     * @param prefix the path under which the release's files answer, without a slash at the end
     * @param names every file, below the release's folder
     * @param manifests each manifest that was found
     * @param declared patterns of the release routes that vouch for what they match
     */
    public Fingerprints(
            String prefix, Collection<String> names, List<BundlerManifest> manifests, List<PathPattern> declared) {
        this.prefix = prefix;
        this.declared = List.copyOf(declared);
        this.listed = listedWithHash(prefix, Set.copyOf(names), manifests);
    }

    /** How the name of that file is known to change with its content, or null when it is not. */
    public @Nullable Proof proof(String name, ContentHashes hashes) {
        if (isHashInName(baseOf(name), hashes)) {
            return Proof.HASH;
        }
        if (listed.contains(name)) {
            return Proof.MANIFEST;
        }
        String path = prefix + "/" + name;
        return declared.stream().anyMatch(pattern -> pattern.matches(path)) ? Proof.DECLARED : null;
    }

    /** Whether computing more hashes than SHA-256 may prove something about that name. */
    static boolean mayHoldHash(String name) {
        return HASH_CANDIDATE.matcher(baseOf(name)).find();
    }

    private static boolean isHashInName(String base, ContentHashes hashes) {
        byte[] sha256 = HexFormat.of().parseHex(hashes.sha256());
        String lower = base.toLowerCase(Locale.ROOT);
        return holds(lower, hashes.sha256())
                || hashes.others().stream().anyMatch(hex -> holds(lower, hex))
                || holds(base, java.util.Base64.getUrlEncoder().withoutPadding().encodeToString(sha256))
                || holds(lower, base32(sha256).toLowerCase(Locale.ROOT));
    }

    /** Whether a whole part of the name, between boundaries, is a prefix of that text, {@value #SHORTEST} or longer. */
    private static boolean holds(String base, String text) {
        for (int start = 0; start <= base.length() - SHORTEST; start++) {
            if (start > 0 && BOUNDARIES.indexOf(base.charAt(start - 1)) < 0) {
                continue;
            }
            int end = start;
            while (end < base.length() && end - start < text.length() && base.charAt(end) == text.charAt(end - start)) {
                end++;
                // base64url's own alphabet has two of the boundaries, so every end is tried.
                if (end - start >= SHORTEST && (end == base.length() || BOUNDARIES.indexOf(base.charAt(end)) >= 0)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static Set<String> listedWithHash(String prefix, Set<String> names, List<BundlerManifest> manifests) {
        Map<String, Boolean> found = new HashMap<>();
        for (BundlerManifest manifest : manifests) {
            for (BundlerManifest.Listing listing : manifest.listings()) {
                String name = resolve(prefix, names, manifest.folder(), listing.listed());
                if (name != null) {
                    boolean hashed = listing.sources().stream().anyMatch(source -> isHashedFormOf(name, source));
                    found.merge(name, hashed, Boolean::logicalOr);
                }
            }
        }
        found.values().removeIf(hashed -> !hashed);
        return Set.copyOf(found.keySet());
    }

    /** The file that a manifest means: below its folder, below the release's, or with the public path before it. */
    private static @Nullable String resolve(String prefix, Set<String> names, String folder, String listed) {
        String path = listed.replaceFirst("^https?://[^/]*", "");
        String relative = path.startsWith("/") ? path.substring(1) : path;
        String unprefixed = path.startsWith(prefix + "/") ? path.substring(prefix.length() + 1) : relative;
        for (String candidate : List.of(folder + relative, relative, folder + unprefixed, unprefixed)) {
            if (names.contains(candidate)) {
                return candidate;
            }
        }
        return null;
    }

    /** Whether the name is its source's name with a hash put in: {@code main-4889e940.js} of {@code src/main.ts}. */
    private static boolean isHashedFormOf(String name, String source) {
        String base = baseOf(name);
        String stem = stemOf(baseOf(source));
        if (stem.isEmpty() || base.length() <= stem.length() || !base.startsWith(stem)) {
            return false;
        }
        if (".-_~".indexOf(base.charAt(stem.length())) < 0) {
            return false;
        }
        String rest = base.substring(stem.length() + 1);
        int dot = rest.indexOf('.');
        String token = dot < 0 ? rest : rest.substring(0, dot);
        return HEX_TOKEN.matcher(token).matches() || MIXED_TOKEN.matcher(token).matches();
    }

    private static String baseOf(String name) {
        return name.substring(name.lastIndexOf('/') + 1);
    }

    private static String stemOf(String base) {
        int dot = base.lastIndexOf('.');
        return dot > 0 ? base.substring(0, dot) : base;
    }

    /** RFC 4648, section 6, without padding. */
    private static String base32(byte[] bytes) {
        StringBuilder text = new StringBuilder();
        int bits = 0;
        int held = 0;
        for (byte next : bytes) {
            bits = (bits << 8 | next & 0xff) & 0xfff;
            held += 8;
            while (held >= 5) {
                held -= 5;
                text.append(BASE32.charAt(bits >>> held & 31));
            }
        }
        if (held > 0) {
            text.append(BASE32.charAt(bits << 5 - held & 31));
        }
        return text.toString();
    }
}
