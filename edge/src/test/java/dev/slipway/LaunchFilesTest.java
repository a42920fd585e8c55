package dev.slipway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.util.LibraryLoaderUtil;
import picocli.CommandLine;

class LaunchFilesTest {
    @TempDir
    Path folder;

    private Path jar;
    private Path original;

    @BeforeEach
    void copyLibrary() throws Exception {
        original = Path.of(CommandLine.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        jar = Files.copy(original, folder.resolve("picocli-" + CommandLine.VERSION + ".jar"));
    }

    @Test
    void everyClassIsYoungEnoughForTheCacheAndPassesTheVerifier() throws Exception {
        LaunchFiles.main(
                new String[] {folder.toString(), folder.resolve("native").toString()});

        try (JarFile made = new JarFile(jar.toFile());
                URLClassLoader loader =
                        new URLClassLoader(new URL[] {jar.toUri().toURL()}, ClassLoader.getPlatformClassLoader())) {
            for (JarEntry entry : made.stream().filter(LaunchFilesTest::isClass).toList()) {
                try (InputStream in = made.getInputStream(entry)) {
                    assertThat(ClassFile.of().parse(in.readAllBytes()).majorVersion())
                            .as(entry.getName())
                            .isGreaterThanOrEqualTo(ClassFile.JAVA_6_VERSION);
                }
                String name = entry.getName().replace('/', '.').replaceFirst("\\.class$", "");
                assertThat(Class.forName(name, true, loader).getClassLoader()).isSameAs(loader);
            }
        }
        assertThat(names(jar)).isEqualTo(names(original));
    }

    @Test
    void whatIsMadeAlreadyStaysAsItIs() throws Exception {
        LaunchFiles.modernize(jar);
        byte[] once = Files.readAllBytes(jar);

        LaunchFiles.modernize(jar);

        assertThat(Files.readAllBytes(jar)).isEqualTo(once);
        try (var left = Files.list(folder)) {
            assertThat(left).containsExactly(jar);
        }
    }

    @Test
    void theNativeCodeIsTheOneOfTheLibrary() throws Exception {
        LaunchFiles.extractSqlite(folder.resolve("native"));

        String name = LibraryLoaderUtil.getNativeLibName();
        try (InputStream in = LibraryLoaderUtil.class.getResourceAsStream(
                LibraryLoaderUtil.getNativeLibResourcePath() + "/" + name)) {
            assertThat(folder.resolve("native").resolve(name)).hasBinaryContent(in.readAllBytes());
        }
    }

    private static boolean isClass(JarEntry entry) {
        return entry.getName().startsWith("picocli/") && entry.getName().endsWith(".class");
    }

    private static List<String> names(Path jar) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            return file.stream().map(JarEntry::getName).toList();
        }
    }
}
