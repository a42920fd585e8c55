package dev.slipway.control;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/**
 * The SQLite database of a node: write-ahead log, {@code synchronous = FULL}, so that what was committed survives a kill
 * and a power cut. One connection, one user at a time: changes are rare, small and ordered.
 */
public final class Database implements AutoCloseable {
    /** The format of the tables, in {@code PRAGMA user_version}; one higher with each migration. */
    static final int FORMAT = 4;

    /** The oldest Slipway format number that can still read this one's tables, in {@code PRAGMA application_id}. */
    static final int READABLE_BY = 1;

    /** How long another process may hold the database before a request is refused. */
    private static final int BUSY_MILLIS = 5_000;

    private final Connection connection;
    private final Jdbi jdbi;
    private final ReentrantLock lock = new ReentrantLock();

    private Database(Connection connection) {
        this.connection = connection;
        this.jdbi = Jdbi.create(connection);
    }

    /**
     * Opens the database, migrating an older one.
     *
     * @throws IOException when it was written by a newer version that this one cannot follow, or cannot be read
     */
    public static Database open(Path file) throws IOException {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.setBusyTimeout(BUSY_MILLIS);
        // A transaction takes the write lock when it begins: one that reads first could not be repeated later.
        config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
        SQLiteDataSource source = new SQLiteDataSource(config);
        source.setUrl("jdbc:sqlite:" + file.toAbsolutePath());
        try {
            Connection connection = source.getConnection();
            int format = pragma(connection, "user_version");
            int readableBy = pragma(connection, "application_id");
            if (format > FORMAT && readableBy > FORMAT) {
                connection.close();
                throw new IOException("the state in " + file + " has format " + format + ", which needs a Slipway that"
                        + " reads format " + readableBy + "; this one reads up to " + FORMAT
                        + ". Nothing was changed. Start the newer Slipway again, or use another state folder.");
            }
            if (format < FORMAT) {
                migrate(source, connection);
            }
            return new Database(connection);
        } catch (SQLException e) {
            throw new IOException("the database " + file + " cannot be opened: " + e.getMessage(), e);
        }
    }

    /** Flyway takes a third of a second to start, so it is asked only when there is something to migrate. */
    private static void migrate(SQLiteDataSource source, Connection connection) throws SQLException {
        Flyway.configure(Database.class.getClassLoader())
                .dataSource(source)
                .locations("classpath:dev/slipway/control/migrations")
                .load()
                .migrate();
        try (Statement statement = connection.createStatement()) {
            statement.execute("pragma user_version = " + FORMAT);
            statement.execute("pragma application_id = " + READABLE_BY);
        }
    }

    private static int pragma(Connection connection, String name) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("pragma " + name)) {
            return result.next() ? result.getInt(1) : 0;
        }
    }

    /** Runs that with the database to itself. */
    <T> T read(Function<Handle, T> work) {
        lock.lock();
        try {
            return jdbi.withHandle(work::apply);
        } finally {
            lock.unlock();
        }
    }

    /** Runs that as one transaction; when this returns, it is durable. */
    <T> T write(Function<Handle, T> work) {
        lock.lock();
        try {
            return jdbi.inTransaction(work::apply);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() throws IOException {
        lock.lock();
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IOException("the database could not be closed", e);
        } finally {
            lock.unlock();
        }
    }
}
