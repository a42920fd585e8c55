package dev.slipway.control;

import dev.slipway.api.ReleaseDraft;
import dev.slipway.blob.Digest;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** A release as the database has it; its files stand in the manifest. */
record ReleaseRow(
        String site,
        String name,
        State state,
        Digest manifest,
        String configuration,
        List<String> mutable,
        int files,
        long bytes,
        ReleaseDraft.Origin origin,
        Instant created,
        @Nullable Instant published,
        @Nullable String problem) {
    /** How far a release has come. */
    enum State {
        RECEIVING,
        PUBLISHING,
        PUBLISHED,
        FAILED,
        GONE;

        String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /** Whether it is neither published nor on its way there; a deploy may take it up again. */
    boolean isInterrupted() {
        return state == State.RECEIVING || state == State.FAILED;
    }

    private static final String SELECT = """
            select site, name, state, manifest, configuration, mutable_paths, files, bytes, by_whom, note, commit_id,
                   branch, dirty, author, created, published, problem
            from release\s""";

    static ReleaseRow read(ResultSet row) throws SQLException {
        int dirty = row.getInt("dirty");
        Boolean dirtyOrUnknown = row.wasNull() ? null : dirty != 0;
        String published = row.getString("published");
        String mutable = row.getString("mutable_paths");
        return new ReleaseRow(
                row.getString("site"),
                row.getString("name"),
                State.valueOf(row.getString("state").toUpperCase(java.util.Locale.ROOT)),
                new Digest(row.getString("manifest")),
                row.getString("configuration"),
                mutable.isEmpty() ? List.of() : List.of(mutable.split("\n")),
                row.getInt("files"),
                row.getLong("bytes"),
                new ReleaseDraft.Origin(
                        row.getString("by_whom"),
                        row.getString("note"),
                        row.getString("commit_id"),
                        row.getString("branch"),
                        dirtyOrUnknown,
                        row.getString("author")),
                Instant.parse(row.getString("created")),
                published == null ? null : Instant.parse(published),
                row.getString("problem"));
    }

    /** Every release of a site, newest first. */
    static List<ReleaseRow> all(Handle handle, String site) {
        return handle.createQuery(SELECT + "where site = :site order by rowid desc")
                .bind("site", site)
                .map((row, context) -> read(row))
                .list();
    }

    /** Every release of every site that is not gone, also of sites that this run of the node does not serve. */
    static List<ReleaseRow> remaining(Handle handle) {
        return handle.createQuery(SELECT + "where state <> :gone")
                .bind("gone", State.GONE.word())
                .map((row, context) -> read(row))
                .list();
    }

    static Optional<ReleaseRow> find(Handle handle, String site, String name) {
        return handle.createQuery(SELECT + "where site = :site and name = :name")
                .bind("site", site)
                .bind("name", name)
                .map((row, context) -> read(row))
                .findOne();
    }

    void insert(Handle handle) {
        handle.createUpdate("""
                        insert into release (site, name, state, manifest, configuration, mutable_paths, files, bytes,
                          by_whom, note, commit_id, branch, dirty, author, created)
                        values (:site, :name, :state, :manifest, :configuration, :mutable, :files, :bytes,
                          :by, :note, :commit, :branch, :dirty, :author, :created)
                        """)
                .bind("site", site)
                .bind("name", name)
                .bind("state", state.word())
                .bind("manifest", manifest.hex())
                .bind("configuration", configuration)
                .bind("mutable", String.join("\n", mutable))
                .bind("files", files)
                .bind("bytes", bytes)
                .bind("by", origin.by())
                .bind("note", origin.note())
                .bind("commit", origin.commit())
                .bind("branch", origin.branch())
                .bind("dirty", origin.dirty())
                .bind("author", origin.author())
                .bind("created", created.toString())
                .execute();
    }

    /** Moves the release on; {@code published} and {@code problem} are set where they are given. */
    static void move(
            Handle handle, String site, String name, State to, @Nullable Instant published, @Nullable String problem) {
        handle.createUpdate("""
                        update release set state = :state, published = coalesce(:published, published),
                          problem = :problem where site = :site and name = :name
                        """)
                .bind("state", to.word())
                .bind("published", published == null ? null : published.toString())
                .bind("problem", problem)
                .bind("site", site)
                .bind("name", name)
                .execute();
    }
}
