package dev.slipway.release;

import java.nio.file.Path;
import java.nio.file.attribute.FileTime;

/**
 * One file of the folder that becomes a release.
 *
 * @param name its path below the folder, with slashes: {@code css/site.css}
 * @param path where it lies
 * @param size its length in bytes when it was found
 * @param modified when it was last changed, as found
 */
public record SourceFile(String name, Path path, long size, FileTime modified) {}
