package dev.slipway.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The file that says that the folder may be used: by which boot of the machine it was written, and below which bounds its
 * numbers and sequences are. Without it, or on another boot, everything in the folder is forgotten at the next start.
 *
 * <pre>
 * slipway store 1
 * boot 5f0c1d9e-7f0b-4c0e-9a53-2f6d4c3d8a11
 * numbers 1048576
 * sequences 2097152
 * check 3a91c0de
 * </pre>
 *
 * <p>That is why no object and no purge needs an fsync: what a process has written is there for the next one of the same
 * boot, whatever killed it, and after a power cut nothing is believed.
 *
 * <p>Its methods block, and one at a time: never call them on an event loop.
 */
final class FolderMark {
    /** How far the bounds are ahead, so that the mark is rarely written: numbers and sequences have gaps after a restart. */
    private static final long AHEAD = 1 << 20;

    private static final Pattern FORM = Pattern.compile(
            "(slipway store 1\nboot (.+)\nnumbers (\\d{1,18})\nsequences (\\d{1,18})\n)check ([0-9a-f]{8})\n");

    private final Path file;
    private final @Nullable String boot;
    private long numbers;
    private long sequences;
    private boolean doomed;
    private boolean dropped;
    private long drops;

    /**
     * What a mark says.
     *
     * @param believed whether it is of this boot: then what lies in the folder was written whole
     * @param numbers all of files are below
     * @param sequences all of purges and objects are below, those apart that the journal has
     */
    record Bounds(boolean believed, long numbers, long sequences) {}

    /** @param boot which boot this is, or null where that is unknown: then nothing outlives the process */
    FolderMark(Path folder, @Nullable String boot) {
        this.file = folder.resolve("mark");
        this.boot = boot;
    }

    /** What an earlier process has left; not to be believed where there is nothing. */
    Bounds read() throws IOException {
        try {
            Matcher form = FORM.matcher(Files.readString(file, UTF_8));
            if (form.matches() && check(form.group(1)).equals(form.group(5))) {
                boolean believed = form.group(2).equals(boot);
                return new Bounds(believed, Long.parseLong(form.group(3)), Long.parseLong(form.group(4)));
            }
        } catch (NoSuchFileException | CharacterCodingException e) {
            // as one that says something else
        }
        return new Bounds(false, 1, 0);
    }

    /** Says that the folder may be used. */
    synchronized void put(long number, long sequence) throws IOException {
        numbers = number + AHEAD;
        sequences = sequence + AHEAD;
        write();
        dropped = false;
    }

    /** Makes sure that these are below the bounds before they are written into the folder. */
    synchronized void ensure(long number, long sequence) throws IOException {
        if (!dropped && (number >= numbers || sequence >= sequences)) {
            put(Math.max(number, numbers), Math.max(sequence, sequences));
        }
    }

    /**
     * Gives the folder up: at the next start everything in it is forgotten. Possible on a full disk too.
     *
     * @return whether that is so now; not on a disk that may only be read
     */
    synchronized boolean drop(Complaints complaints) {
        drops++;
        doomed = true;
        try {
            if (!Files.notExists(file)) {
                Files.deleteIfExists(file);
            }
            doomed = false;
            dropped = true;
        } catch (IOException e) {
            complaints.about("the cache's folder cannot be given up", e);
        }
        return !doomed;
    }

    /** Whether it was given up, but the disk did not let us. */
    synchronized boolean isDoomed() {
        return doomed;
    }

    /** How often it was given up. */
    synchronized long drops() {
        return drops;
    }

    synchronized boolean isDropped() {
        return dropped;
    }

    /** Takes the folder up again, when it is in order and was given up that often and not once more since. */
    synchronized void restore(long knownDrops, long number, long sequence) throws IOException {
        if (dropped && drops == knownDrops) {
            put(number, sequence);
        }
    }

    private void write() throws IOException {
        String text = "slipway store 1\nboot " + (boot == null ? "unknown" : boot) + "\nnumbers " + numbers
                + "\nsequences " + sequences + "\n";
        Path fresh = file.resolveSibling("mark.new");
        Files.writeString(fresh, text + "check " + check(text) + "\n", UTF_8);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static String check(String text) {
        return HexFormat.of().toHexDigits(DiskFormat.crc(ByteBuffer.wrap(text.getBytes(UTF_8))));
    }
}
