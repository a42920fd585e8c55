package dev.slipway.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a client announces before it sends content: {@code POST /v1/sites/{site}/releases}. Announcing the same draft
 * again continues the interrupted one.
 *
 * @param configuration the text of {@code slipway.toml}, whose routes and {@code [deploy]} travel with the release
 * @param files every file
 * @param origin where it comes from
 * @param mutable paths whose fingerprint may change content between held releases ({@code --mutable})
 */
public record ReleaseDraft(String configuration, List<File> files, Origin origin, List<String> mutable) {
    public ReleaseDraft {
        files = List.copyOf(files);
        mutable = List.copyOf(mutable);
    }

    /**
     * One file.
     *
     * @param path URL path, decoded, prefix included
     * @param sha256 64 lower-case hexadecimal digits
     * @param size in bytes
     * @param fingerprinted whether its name is proven to change with its content
     */
    public record File(String path, String sha256, long size, boolean fingerprinted) {}

    /**
     * Where a release comes from; git's part is null outside a repository.
     *
     * @param by who deploys
     * @param note why, in a line
     * @param commit the full commit id
     * @param branch the branch, or null when detached
     * @param dirty whether the work tree had changes
     * @param author the commit's author
     */
    public record Origin(
            String by,
            @Nullable String note,
            @Nullable String commit,
            @Nullable String branch,
            @Nullable Boolean dirty,
            @Nullable String author) {}
}
