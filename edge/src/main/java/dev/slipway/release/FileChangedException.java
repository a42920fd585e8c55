package dev.slipway.release;

/** A file that changed while it was read: its digest would name something else than what is sent. */
public final class FileChangedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String name;

    /**
     * @param name the file, below the folder of the release
     * @param what what happened: {@code had 10 bytes, then 12}
     */
    public FileChangedException(String name, String what) {
        super(name + ": " + what);
        this.name = name;
    }

    public String name() {
        return name;
    }
}
