package dev.slipway.control;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.slipway.api.Json;
import dev.slipway.api.Run;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The runs in the database: one row each, replaced whole as it goes on. */
final class RunLog {
    private static final int SHOWN = 200;

    private final Database database;

    RunLog(Database database) {
        this.database = database;
    }

    /** Newest first. */
    List<Run> newest(String site, String environment) {
        return database.read(handle -> handle.createQuery(
                        "select document from run where site = :site and environment = :environment"
                                + " order by number desc limit :most")
                .bind("site", site)
                .bind("environment", environment)
                .bind("most", SHOWN)
                .mapTo(String.class)
                .map(RunLog::read)
                .list());
    }

    Optional<Run> find(String site, String environment, long number) {
        return database.read(handle -> handle.createQuery(
                        "select document from run where site = :site and environment = :environment and number = :number")
                .bind("site", site)
                .bind("environment", environment)
                .bind("number", number)
                .mapTo(String.class)
                .findOne()
                .map(RunLog::read));
    }

    /** The one that holds the environment, if any. */
    Optional<Run> open(String site, String environment) {
        return database.read(handle -> handle.createQuery("select document from run where site = :site"
                        + " and environment = :environment and state in ('running', 'grading') order by number")
                .bind("site", site)
                .bind("environment", environment)
                .mapTo(String.class)
                .findFirst()
                .map(RunLog::read));
    }

    /** The newest, whatever became of it. */
    Optional<Run> last(String site, String environment) {
        return database.read(handle -> handle.createQuery("select document from run where site = :site"
                        + " and environment = :environment order by number desc limit 1")
                .bind("site", site)
                .bind("environment", environment)
                .mapTo(String.class)
                .findFirst()
                .map(RunLog::read));
    }

    /** The number of the next. */
    long next(String site, String environment) {
        return database.read(handle -> handle.createQuery(
                        "select coalesce(max(number), 0) + 1 from run where site = :site and environment = :environment")
                .bind("site", site)
                .bind("environment", environment)
                .mapTo(Long.class)
                .one());
    }

    /** When this returns, it is kept. */
    void put(String site, String environment, Run run) {
        database.write(handle -> write(handle, site, environment, run));
    }

    private static int write(Handle handle, String site, String environment, Run run) {
        return handle.createUpdate("""
                        insert into run (site, environment, number, state, document)
                        values (:site, :environment, :number, :state, :document)
                        on conflict (site, environment, number) do update set state = :state, document = :document
                        """)
                .bind("site", site)
                .bind("environment", environment)
                .bind("number", run.number())
                .bind("state", run.state())
                .bind("document", Json.write(run))
                .execute();
    }

    private static Run read(String document) {
        try {
            return Json.MAPPER.readValue(document, Run.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a run in the database cannot be read", e);
        }
    }
}
