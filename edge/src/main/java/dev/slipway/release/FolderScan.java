package dev.slipway.release;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.text.Normalizer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a folder would become as a release: every file in it, or every reason why it cannot. Nothing is skipped in
 * silence: names that begin with a dot are listed as left out, save {@code .well-known} (RFC 8615), which is served.
 */
public sealed interface FolderScan {
    /**
     * @param files sorted by name
     * @param leftOut names of files below a name that begins with a dot, sorted
     */
    record Found(List<SourceFile> files, List<String> leftOut) implements FolderScan {
        public Found {
            files = List.copyOf(files);
            leftOut = List.copyOf(leftOut);
        }
    }

    /** @param complaints what stands in the way, one file each */
    record Refused(List<String> complaints) implements FolderScan {
        public Refused {
            complaints = List.copyOf(complaints);
        }
    }

    /** @throws IOException when the folder itself cannot be read */
    static FolderScan of(Path folder) throws IOException {
        Walk walk = new Walk(folder.toRealPath());
        walk.enter(walk.root, "", false);
        walk.complainAboutFoldedNames();
        return walk.complaints.isEmpty() ? new Found(walk.files, walk.leftOut) : new Refused(walk.complaints);
    }

    /** One walk over a folder. */
    final class Walk {
        private final Path root;
        private final List<SourceFile> files = new ArrayList<>();
        private final List<String> leftOut = new ArrayList<>();
        private final List<String> complaints = new ArrayList<>();
        private final Deque<Path> entered = new ArrayDeque<>();

        private Walk(Path root) {
            this.root = root;
        }

        private void enter(Path folder, String prefix, boolean hidden) throws IOException {
            List<Path> children = new ArrayList<>();
            try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
                stream.forEach(children::add);
            }
            children.sort(Comparator.comparing(child -> String.valueOf(child.getFileName())));
            entered.push(folder.toRealPath());
            for (Path child : children) {
                String base = String.valueOf(child.getFileName());
                visit(child, prefix + base, hidden || isHidden(base));
            }
            entered.pop();
        }

        private void visit(Path path, String name, boolean hidden) throws IOException {
            BasicFileAttributes attributes =
                    Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (attributes.isSymbolicLink()) {
                Path target = target(path, name);
                if (target == null) {
                    return;
                }
                attributes = Files.readAttributes(target, BasicFileAttributes.class);
            }
            if (attributes.isDirectory()) {
                enterUnlessLoop(path, name, hidden);
                return;
            }
            if (!attributes.isRegularFile()) {
                complaints.add(shown(name) + ": is neither a file nor a folder (a pipe, socket or device)");
                return;
            }
            if (hidden) {
                leftOut.add(name);
                return;
            }
            if (isNameSound(name) && isReadable(path, name)) {
                files.add(new SourceFile(name, path, attributes.size(), attributes.lastModifiedTime()));
            }
        }

        private void enterUnlessLoop(Path path, String name, boolean hidden) throws IOException {
            if (entered.contains(path.toRealPath())) {
                complaints.add(shown(name) + ": is a link to a folder that it lies in");
                return;
            }
            if (!Files.isReadable(path)) {
                complaints.add(shown(name) + ": the folder may not be read");
                return;
            }
            enter(path, name + "/", hidden);
        }

        private @org.jspecify.annotations.Nullable Path target(Path link, String name) throws IOException {
            if (!Files.exists(link)) {
                complaints.add(
                        shown(name) + ": is a link to " + Files.readSymbolicLink(link) + ", which does not exist");
                return null;
            }
            Path target = link.toRealPath();
            if (!target.startsWith(root)) {
                complaints.add(shown(name) + ": is a link to " + target + ", outside the folder");
                return null;
            }
            return target;
        }

        private boolean isNameSound(String name) {
            if (name.indexOf('\uFFFD') >= 0) {
                complaints.add(shown(name) + ": the name is not UTF-8");
                return false;
            }
            if (name.chars().anyMatch(c -> c < 0x20 || c == 0x7f || c == '\\')) {
                complaints.add(
                        shown(name) + ": the name has a control character or a backslash, which URLs cannot carry");
                return false;
            }
            return true;
        }

        private boolean isReadable(Path path, String name) {
            if (Files.isReadable(path)) {
                return true;
            }
            complaints.add(shown(name) + ": the file may not be read");
            return false;
        }

        private void complainAboutFoldedNames() {
            Map<String, String> byFolded = HashMap.newHashMap(files.size());
            for (SourceFile file : files) {
                String other = byFolded.putIfAbsent(folded(file.name()), file.name());
                if (other != null) {
                    complaints.add(shown(file.name()) + ": in a URL this is the same name as " + shown(other));
                }
            }
        }

        private static boolean isHidden(String base) {
            return base.startsWith(".") && !base.equals(".well-known");
        }

        /** What two names have in common when clients treat them as one: percent-encoding and Unicode's composed form. */
        private static String folded(String name) {
            String decoded = name;
            try {
                decoded = URLDecoder.decode(name.replace("+", "%2B"), StandardCharsets.UTF_8);
            } catch (IllegalArgumentException e) {
                // A percent sign that begins no escape stands for itself.
                decoded = name;
            }
            return Normalizer.normalize(decoded, Normalizer.Form.NFC);
        }

        private static String shown(String name) {
            StringBuilder shown = new StringBuilder(name.length());
            name.chars().forEach(c -> {
                if (c < 0x20 || c == 0x7f) {
                    shown.append("\\x%02x".formatted(c));
                } else {
                    shown.append((char) c);
                }
            });
            return shown.toString();
        }
    }
}
