package dev.slipway;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassTransform;
import java.lang.constant.ClassDesc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;
import org.jspecify.annotations.Nullable;
import org.sqlite.util.LibraryLoaderUtil;

/**
 * What the launcher makes once after a build of the libraries it copied, so that no start has to do it. What cannot be made
 * is left out: every start then does it by itself.
 */
public final class LaunchFiles {
    /** The first version whose classes carry stack maps: Java's ahead-of-time cache takes no older ones (JVMS §4.10). */
    private static final int STACK_MAPS_SINCE = ClassFile.JAVA_6_VERSION;

    private LaunchFiles() {}

    /** @param arguments the folder of the libraries, and the one for native code */
    public static void main(String[] arguments) throws IOException {
        try (var jars = Files.newDirectoryStream(Path.of(arguments[0]), "picocli-*.jar")) {
            for (Path jar : jars) {
                modernize(jar);
            }
        }
        extractSqlite(Path.of(arguments[1]));
    }

    /**
     * Gives the classes of a jar stack maps where they are too old to have them, and nothing else; a jar without such
     * classes stays as it is.
     */
    static void modernize(Path file) throws IOException {
        Path made = file.resolveSibling(file.getFileName() + ".new");
        boolean changed = false;
        try (JarFile jar = new JarFile(file.toFile());
                JarOutputStream out = new JarOutputStream(new BufferedOutputStream(Files.newOutputStream(made)))) {
            ClassFile classes = ClassFile.of(
                    ClassFile.StackMapsOption.GENERATE_STACK_MAPS,
                    ClassFile.ClassHierarchyResolverOption.of(hierarchyOf(jar)));
            for (JarEntry entry : jar.stream().toList()) {
                byte[] content;
                try (InputStream in = jar.getInputStream(entry)) {
                    content = in.readAllBytes();
                }
                boolean old = entry.getName().endsWith(".class") && isOld(content);
                changed |= old;
                out.putNextEntry(new ZipEntry(entry.getName()));
                out.write(old ? modern(classes, content) : content);
                out.closeEntry();
            }
        }
        if (changed) {
            Files.move(made, file, StandardCopyOption.ATOMIC_MOVE);
        } else {
            Files.delete(made);
        }
    }

    private static boolean isOld(byte[] content) {
        int major = (content[6] & 0xff) << 8 | content[7] & 0xff;
        return major < STACK_MAPS_SINCE;
    }

    private static byte[] modern(ClassFile classes, byte[] content) {
        ClassTransform version = (builder, element) -> {
            if (element instanceof ClassFileVersion) {
                builder.withVersion(ClassFile.JAVA_8_VERSION, 0);
            } else {
                builder.with(element);
            }
        };
        // Code that no transform has touched would be copied, without stack maps.
        ClassTransform code = ClassTransform.transformingMethodBodies((builder, element) -> builder.with(element));
        return classes.transformClass(classes.parse(content), version.andThen(code));
    }

    private static ClassHierarchyResolver hierarchyOf(JarFile jar) {
        return ClassHierarchyResolver.ofResourceParsing((ClassDesc type) -> open(jar, type))
                .orElse(ClassHierarchyResolver.defaultResolver());
    }

    private static @Nullable InputStream open(JarFile jar, ClassDesc type) {
        String descriptor = type.descriptorString();
        JarEntry entry = jar.getJarEntry(descriptor.substring(1, descriptor.length() - 1) + ".class");
        try {
            return entry == null ? null : jar.getInputStream(entry);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** SQLite's own loader asks {@code uname} and unpacks its native code at every start, unless it is told where one lies. */
    static void extractSqlite(Path folder) throws IOException {
        String name = LibraryLoaderUtil.getNativeLibName();
        String resource = LibraryLoaderUtil.getNativeLibResourcePath() + "/" + name;
        try (InputStream in = LibraryLoaderUtil.class.getResourceAsStream(resource)) {
            if (in == null) {
                return;
            }
            Files.createDirectories(folder);
            Path made = folder.resolve(name + ".new");
            Files.copy(in, made, StandardCopyOption.REPLACE_EXISTING);
            Files.move(made, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        }
    }
}
