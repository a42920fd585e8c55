package dev.slipway.control;

import dev.slipway.api.Token;
import dev.slipway.api.TokenRequest;
import dev.slipway.blob.Digest;
import dev.slipway.control.Refusal.Retry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The tokens of a node. A secret is 32 random bytes, shown once and stored as its SHA-256: at that entropy a slow hash
 * would protect nothing more, and looking the hash up compares no secret byte by byte.
 */
public final class Tokens {
    private static final String ADMIN = "admin";
    private static final String PREFIX = "slw_";
    private static final int SECRET_BYTES = 32;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final Pattern PAIR = Pattern.compile("[a-z0-9-]+/[a-z0-9-]+");

    private final Database database;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Token> byHash = new ConcurrentHashMap<>();

    Tokens(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
        database.read(handle -> handle.createQuery("select name, hash, role, environments, created, expires from token")
                        .map((row, context) -> Map.entry(row.getString("hash"), read(row)))
                        .list())
                .forEach(entry -> byHash.put(entry.getKey(), entry.getValue()));
    }

    private static Token read(ResultSet row) throws SQLException {
        String environments = row.getString("environments");
        String expires = row.getString("expires");
        return new Token(
                row.getString("name"),
                row.getString("role"),
                environments.isEmpty() ? List.of() : List.of(environments.split(" ")),
                Instant.parse(row.getString("created")),
                expires == null ? null : Instant.parse(expires),
                null);
    }

    /**
     * The admin's secret, from the file that only its owner reads; made at the first start, and anew when the file was
     * deleted, which is the way back for somebody who lost it.
     */
    public String adminSecret(Path file) throws IOException {
        if (Files.exists(file)) {
            String secret = Files.readString(file).strip();
            if (byHash.containsKey(hash(secret))) {
                return secret;
            }
        }
        database.write(handle -> handle.execute("delete from token where name = ?", ADMIN));
        byHash.values().removeIf(token -> token.name().equals(ADMIN));
        String secret = create(new TokenRequest(ADMIN, Role.ADMIN.word(), List.of(), null))
                .secret();
        String made = java.util.Objects.requireNonNull(secret);
        writeSecret(file, made);
        return made;
    }

    /** Writes a secret into a file that only its owner reads, whole or not at all. */
    public static void writeSecret(Path file, String secret) throws IOException {
        Path folder = java.util.Objects.requireNonNull(file.toAbsolutePath().getParent());
        Files.createDirectories(folder);
        Path temporary = Files.createTempFile(
                folder,
                "token",
                ".new",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(temporary, secret + "\n");
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /**
     * Makes a token; its secret is in the answer and nowhere else.
     *
     * @throws Refusal when the name is taken or something is malformed
     */
    synchronized Token create(TokenRequest request) {
        Role role = Role.parse(request.role());
        check(NAME.matcher(request.name()).matches(), "name", request.name(), "1 to 64 letters, digits, . _ or -");
        for (String pair : request.environments()) {
            check(PAIR.matcher(pair).matches(), "environments", pair, "site/environment");
        }
        Instant expires = request.expires();
        check(
                expires == null || expires.isAfter(clock.instant()),
                "expires",
                String.valueOf(expires),
                "a time to come");
        if (list().stream().anyMatch(token -> token.name().equals(request.name()))) {
            throw Refusal.of(
                    409,
                    "token-exists",
                    Retry.AFTER_CHANGE,
                    "there is a token named " + request.name(),
                    "a name that is free",
                    "Choose another name, or revoke that one first: `slipway token revoke`.");
        }
        byte[] bytes = new byte[SECRET_BYTES];
        random.nextBytes(bytes);
        String secret = PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        Token token = new Token(request.name(), role.word(), request.environments(), clock.instant(), expires, null);
        database.write(handle -> handle.createUpdate("""
                        insert into token (name, hash, role, environments, created, expires)
                        values (:name, :hash, :role, :environments, :created, :expires)
                        """)
                .bind("name", token.name())
                .bind("hash", hash(secret))
                .bind("role", token.role())
                .bind("environments", String.join(" ", token.environments()))
                .bind("created", token.created().toString())
                .bind("expires", expires == null ? null : expires.toString())
                .execute());
        byHash.put(hash(secret), token);
        return new Token(token.name(), token.role(), token.environments(), token.created(), expires, secret);
    }

    private static void check(boolean good, String key, String found, String expected) {
        if (!good) {
            throw Refusal.of(
                    422,
                    "invalid-token-request",
                    Retry.AFTER_CHANGE,
                    key + " is \"" + found + '"',
                    expected,
                    "Mend it and ask again. Nothing was made.");
        }
    }

    List<Token> list() {
        return byHash.values().stream()
                .sorted(java.util.Comparator.comparing(Token::name))
                .toList();
    }

    /** @throws Refusal 404 when there is none, 409 for the admin's own, which its file brings back */
    synchronized void revoke(String name) {
        if (name.equals(ADMIN)) {
            throw Refusal.of(
                    409,
                    "admin-token",
                    Retry.NEVER,
                    "the admin token cannot be revoked over the API",
                    "another token's name",
                    "To replace it, delete admin.token in the state folder and start the node again.");
        }
        if (list().stream().noneMatch(token -> token.name().equals(name))) {
            throw Refusal.of(
                    404,
                    "unknown-token",
                    Retry.AFTER_CHANGE,
                    "there is no token named " + name,
                    "a name that `slipway token list` shows",
                    "Name one of these.");
        }
        database.write(handle -> handle.execute("delete from token where name = ?", name));
        byHash.values().removeIf(token -> token.name().equals(name));
    }

    /** Who sends that secret, or null when it is unknown or has expired. */
    @Nullable
    Caller caller(String secret) {
        Token token = byHash.get(hash(secret));
        if (token == null || token.expires() != null && !token.expires().isAfter(clock.instant())) {
            return null;
        }
        return new Caller(token.name(), Role.parse(token.role()), token.environments());
    }

    private static String hash(String secret) {
        return Digest.of(secret.getBytes(StandardCharsets.UTF_8)).hex();
    }
}
