package dev.slipway.control;

import dev.slipway.api.AuditEntry;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/** The append-only log of every change that was asked for, done or refused. */
final class Audit {
    private final Database database;
    private final InstantSource clock;

    Audit(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    void record(String by, String action, String subject, String outcome, String detail) {
        database.write(handle -> handle.createUpdate("""
                        insert into audit (at, by_whom, action, subject, outcome, detail)
                        values (:at, :by, :action, :subject, :outcome, :detail)
                        """)
                .bind("at", clock.instant().toString())
                .bind("by", by)
                .bind("action", action)
                .bind("subject", subject)
                .bind("outcome", outcome)
                .bind("detail", detail)
                .execute());
    }

    List<AuditEntry> newest(int most) {
        return database.read(handle -> handle.createQuery(
                        "select at, by_whom, action, subject, outcome, detail from audit order by id desc limit :most")
                .bind("most", most)
                .map((row, context) -> new AuditEntry(
                        Instant.parse(row.getString("at")),
                        row.getString("by_whom"),
                        row.getString("action"),
                        row.getString("subject"),
                        row.getString("outcome"),
                        row.getString("detail")))
                .list());
    }
}
