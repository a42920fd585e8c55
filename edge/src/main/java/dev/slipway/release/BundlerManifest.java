package dev.slipway.release;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a bundler or Django says it made of which source. Three forms are understood:
 *
 * <pre>{@code
 * Vite     {"src/main.js": {"file": "assets/main-4889e940.js", "css": ["assets/main-b82dbe22.css"], "src": "src/main.js"}}
 * webpack  {"main.js": "/static/main.3f9a1c22.js"}     {"files": {"main.js": "/static/js/main.3f9a1c22.js"}}
 * Django   {"paths": {"css/base.css": "css/base.5af66c1b1797.css"}, "version": "1.1"}
 * }</pre>
 *
 * @param folder the folder it speaks of, below the release's: empty, or with a slash at the end
 * @param listings each file it lists
 */
public record BundlerManifest(String folder, List<Listing> listings) {
    /** Where bundlers and Django put it, below the folder that they write. */
    public static final List<String> USUAL_NAMES =
            List.of(".vite/manifest.json", "manifest.json", "asset-manifest.json", "staticfiles.json");

    private static final ObjectMapper MAPPER = new ObjectMapper();

    public BundlerManifest {
        listings = List.copyOf(listings);
    }

    /**
     * One file.
     *
     * @param sources names of what it was made of: {@code src/main.js}, {@code main}
     * @param listed as the manifest writes it: {@code assets/main-4889e940.js}, perhaps with a public path before it
     */
    public record Listing(Set<String> sources, String listed) {
        public Listing {
            sources = Set.copyOf(sources);
        }
    }

    /**
     * Reads a manifest; what is of no known form lists nothing.
     *
     * @param name where it lies below the release's folder: {@code .vite/manifest.json}
     * @throws IllegalArgumentException when the text is no JSON object
     */
    public static BundlerManifest parse(String name, String text) {
        JsonNode root;
        try {
            root = MAPPER.readTree(text);
        } catch (JacksonException e) {
            throw new IllegalArgumentException(name + " is not JSON: " + e.getOriginalMessage(), e);
        }
        if (!root.isObject()) {
            throw new IllegalArgumentException(name + " is not a JSON object");
        }
        List<Listing> listings = new ArrayList<>();
        JsonNode flat = root.path("paths").isObject() ? root.path("paths") : root.path("files");
        for (Map.Entry<String, JsonNode> entry : (flat.isObject() ? flat : root).properties()) {
            if (entry.getValue().isTextual()) {
                listings.add(
                        new Listing(Set.of(entry.getKey()), entry.getValue().asText()));
            } else if (entry.getValue().path("file").isTextual()) {
                addChunk(listings, entry.getKey(), entry.getValue());
            }
        }
        return new BundlerManifest(folderOf(name), listings);
    }

    private static void addChunk(List<Listing> listings, String key, JsonNode chunk) {
        Set<String> sources = new LinkedHashSet<>(Set.of(key));
        for (String field : List.of("src", "name")) {
            if (chunk.path(field).isTextual()) {
                sources.add(chunk.path(field).asText());
            }
        }
        listings.add(new Listing(sources, chunk.path("file").asText()));
        for (String field : List.of("css", "assets")) {
            for (JsonNode listed : chunk.path(field)) {
                listings.add(new Listing(sources, listed.asText()));
            }
        }
    }

    private static String folderOf(String name) {
        String folder = name.substring(0, name.lastIndexOf('/') + 1);
        return folder.endsWith(".vite/") ? folder.substring(0, folder.length() - ".vite/".length()) : folder;
    }
}
