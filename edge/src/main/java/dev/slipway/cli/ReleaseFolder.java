package dev.slipway.cli;

import dev.slipway.api.ReleaseDraft;
import dev.slipway.release.BundlerManifest;
import dev.slipway.release.ContentHashes;
import dev.slipway.release.Fingerprints;
import dev.slipway.release.FolderHasher;
import dev.slipway.release.FolderScan;
import dev.slipway.release.SourceFile;
import dev.slipway.site.DeployConfig;
import dev.slipway.site.PathPattern;
import dev.slipway.site.Route;
import dev.slipway.site.Serve;
import dev.slipway.site.Site;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The folder that becomes a release, read and hashed.
 *
 * @param files as they are announced
 * @param byDigest one file of each content
 * @param leftOut names that begin with a dot, which are not served
 */
record ReleaseFolder(List<ReleaseDraft.File> files, Map<String, SourceFile> byDigest, List<String> leftOut) {

    static ReleaseFolder read(SiteFile siteFile, Site site, DeployConfig deploy, Terminal terminal)
            throws IOException, InterruptedException {
        Path folder = siteFile.folder().resolve(deploy.assets()).normalize();
        if (!Files.isDirectory(folder)) {
            throw Refusal.of(
                    "no-assets",
                    "There is nothing to deploy",
                    folder + " is no folder",
                    "the folder that [deploy] assets names, built",
                    "build it, or correct assets in " + siteFile.path());
        }
        FolderScan.Found found = found(FolderScan.of(folder), folder);
        Map<String, ContentHashes> hashes;
        try (Progress progress =
                Progress.of(terminal, "hashing", " files", found.files().size())) {
            hashes = FolderHasher.hash(found.files(), () -> progress.step(1));
        }
        List<String> names = found.files().stream().map(SourceFile::name).toList();
        Fingerprints fingerprints = new Fingerprints(
                deploy.prefix(), names, manifests(siteFile.folder(), folder, deploy.manifest()), declared(site));
        return of(deploy.prefix(), found, hashes, fingerprints);
    }

    private static ReleaseFolder of(
            String prefix, FolderScan.Found found, Map<String, ContentHashes> hashes, Fingerprints fingerprints) {
        List<ReleaseDraft.File> files = new ArrayList<>(found.files().size());
        Map<String, SourceFile> byDigest = new HashMap<>();
        for (SourceFile file : found.files()) {
            ContentHashes hash = java.util.Objects.requireNonNull(hashes.get(file.name()));
            boolean fingerprinted = fingerprints.proof(file.name(), hash) != null;
            files.add(new ReleaseDraft.File(prefix + "/" + file.name(), hash.sha256(), file.size(), fingerprinted));
            byDigest.put(hash.sha256(), file);
        }
        return new ReleaseFolder(files, byDigest, found.leftOut());
    }

    private static FolderScan.Found found(FolderScan scan, Path folder) {
        return switch (scan) {
            case FolderScan.Found found -> requireFiles(found, folder);
            case FolderScan.Refused refused ->
                throw Refusal.of(
                        "unfit-folder",
                        "The folder cannot become a release",
                        folder + " has " + Words.count(refused.complaints().size(), "file") + " that cannot be served",
                        "plain files with UTF-8 names, and links that stay inside the folder",
                        "rename or remove them, then deploy again",
                        refused.complaints());
        };
    }

    private static FolderScan.Found requireFiles(FolderScan.Found found, Path folder) {
        if (!found.files().isEmpty()) {
            return found;
        }
        throw Refusal.of(
                "no-assets",
                "There is nothing to deploy",
                folder + " holds no file",
                "the folder that [deploy] assets names, built",
                "build it, then deploy again");
    }

    private static List<BundlerManifest> manifests(Path base, Path folder, @Nullable String configured)
            throws IOException {
        List<BundlerManifest> manifests = new ArrayList<>();
        if (configured != null) {
            Path file = base.resolve(configured).normalize();
            if (!Files.isRegularFile(file)) {
                throw badManifest(file + " does not exist");
            }
            manifests.add(manifest(file, file.startsWith(folder) ? nameOf(folder, file) : "manifest.json"));
            return manifests;
        }
        for (String name : BundlerManifest.USUAL_NAMES) {
            Path file = folder.resolve(name);
            if (Files.isRegularFile(file)) {
                manifests.add(manifest(file, name));
            }
        }
        return manifests;
    }

    private static BundlerManifest manifest(Path file, String name) throws IOException {
        try {
            return BundlerManifest.parse(name, Files.readString(file));
        } catch (MalformedInputException e) {
            throw badManifest(file + " is not UTF-8");
        } catch (IllegalArgumentException e) {
            throw badManifest(file + ": " + e.getMessage());
        }
    }

    private static RuntimeException badManifest(String detail) {
        return Refusal.of(
                "bad-manifest",
                "The bundler's manifest cannot be used",
                detail,
                "the JSON that Vite, webpack or Django writes",
                "build again, or correct manifest in [deploy]");
    }

    private static String nameOf(Path folder, Path file) {
        return folder.relativize(file).toString().replace(file.getFileSystem().getSeparator(), "/");
    }

    private static List<PathPattern> declared(Site site) {
        List<PathPattern> patterns = new ArrayList<>();
        for (Route route : site.rules().routes()) {
            if (route.serve() instanceof Serve.Release release) {
                patterns.addAll(release.fingerprinted());
            }
        }
        return patterns;
    }

    /** The sum of the files' lengths in bytes. */
    long bytes() {
        return files.stream().mapToLong(ReleaseDraft.File::size).sum();
    }

    long fingerprinted() {
        return files.stream().filter(ReleaseDraft.File::fingerprinted).count();
    }
}
