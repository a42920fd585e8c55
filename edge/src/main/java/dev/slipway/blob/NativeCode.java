package dev.slipway.blob;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The loading of libraries that unpack native code into a temporary folder, and remove it only when the process ends in order:
 * each node that is killed would leave it for good. Here it is removed as soon as it is loaded, which Linux and macOS allow;
 * only a kill in just that moment, a few milliseconds of a start, leaves it.
 */
final class NativeCode {
    private static final Logger log = LoggerFactory.getLogger(NativeCode.class);

    private NativeCode() {}

    /**
     * Runs what loads a library, with a folder of its own to unpack into.
     *
     * @param property names that folder to the library; one that is set already is left to whoever set it
     * @return what {@code load} returns
     */
    static synchronized boolean unpacked(String property, BooleanSupplier load) {
        if (System.getProperty(property) != null) {
            return load.getAsBoolean();
        }
        Path folder;
        try {
            folder = Files.createTempDirectory("slipway-native-");
        } catch (IOException e) {
            return load.getAsBoolean(); // the library may find another way, and says it where there is none
        }
        System.setProperty(property, folder.toString());
        try {
            return load.getAsBoolean();
        } finally {
            System.clearProperty(property);
            try {
                remove(folder);
            } catch (IOException e) {
                log.warn("native code that was unpacked into {} stays there; it may be removed by hand", folder, e);
            }
        }
    }

    /** A folder of files, or of folders of files. */
    private static void remove(Path folder) throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                if (Files.isDirectory(entry)) {
                    remove(entry);
                } else {
                    Files.delete(entry);
                }
            }
        }
        Files.delete(folder);
    }
}
