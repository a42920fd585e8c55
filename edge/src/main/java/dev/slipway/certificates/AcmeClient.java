package dev.slipway.certificates;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.shredzone.acme4j.Account;
import org.shredzone.acme4j.AccountBuilder;
import org.shredzone.acme4j.Authorization;
import org.shredzone.acme4j.Identifier;
import org.shredzone.acme4j.Login;
import org.shredzone.acme4j.Order;
import org.shredzone.acme4j.OrderBuilder;
import org.shredzone.acme4j.Problem;
import org.shredzone.acme4j.RenewalInfo;
import org.shredzone.acme4j.Session;
import org.shredzone.acme4j.Status;
import org.shredzone.acme4j.challenge.Challenge;
import org.shredzone.acme4j.challenge.Http01Challenge;
import org.shredzone.acme4j.challenge.TlsAlpn01Challenge;
import org.shredzone.acme4j.exception.AcmeException;
import org.shredzone.acme4j.util.KeyPairUtils;

/** Orders certificates from an authority (RFC 8555). The account's key is kept in a folder; one thread at a time. */
final class AcmeClient {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String CURVE = "secp256r1";

    private final AcmeSettings settings;
    private final Path accountKey;
    private final Challenges challenges;
    private @Nullable Login login;

    /** @param folder for the account's key; it is there */
    AcmeClient(AcmeSettings settings, Path folder, Challenges challenges) {
        this.settings = settings;
        this.accountKey = folder.resolve("account.key");
        this.challenges = challenges;
    }

    /**
     * A new certificate for that name, with a new key.
     *
     * @param replaced the one that it stands in for, or null; tells the authority which renewal it is (RFC 9773 §5)
     * @throws AcmeException where the authority refuses, in its own words
     */
    Credentials order(String host, @Nullable X509Certificate replaced)
            throws AcmeException, IOException, InterruptedException {
        Account account = login().getAccount();
        Order order = create(account, host, replaced);
        for (Authorization authorization : order.getAuthorizations()) {
            prove(authorization, host);
        }
        KeyPair pair = KeyPairUtils.createECKeyPair(CURVE);
        order.waitUntilReady(PATIENCE);
        order.execute(pair);
        if (order.waitForCompletion(PATIENCE) != Status.VALID) {
            throw new AcmeException("the order failed: " + reason(order.getError()));
        }
        return new Credentials(pair.getPrivate(), order.getCertificate().getCertificateChain());
    }

    private Order create(Account account, String host, @Nullable X509Certificate replaced) throws AcmeException {
        OrderBuilder builder = account.newOrder().domain(host);
        if (replaced != null && offersRenewalInfo(replaced)) {
            builder.replaces(replaced);
        }
        return builder.create();
    }

    private boolean offersRenewalInfo(X509Certificate certificate) {
        try {
            return renewal(certificate).isPresent();
        } catch (AcmeException | IOException notOffered) {
            return false;
        }
    }

    /** When the authority wants that certificate renewed (RFC 9773), where it says so. */
    Optional<Instant> renewal(X509Certificate certificate) throws AcmeException, IOException {
        Session session = login().getSession();
        if (session.resourceUrlOptional(org.shredzone.acme4j.connector.Resource.RENEWAL_INFO)
                .isEmpty()) {
            return Optional.empty();
        }
        RenewalInfo info = login().bindRenewalInfo(certificate);
        info.fetch();
        return info.getRandomProposal(Duration.ofMinutes(1)).or(() -> Optional.of(info.getSuggestedWindowStart()));
    }

    private void prove(Authorization authorization, String host)
            throws AcmeException, IOException, InterruptedException {
        if (authorization.getStatus() == Status.VALID) {
            return;
        }
        Challenge challenge = settings.byTls() ? byTls(authorization, host) : byHttp(authorization);
        try {
            challenge.trigger();
            if (challenge.waitForCompletion(PATIENCE) != Status.VALID) {
                throw new AcmeException(
                        host + " could not be proved by " + challenge.getType() + ": " + reason(challenge.getError()));
            }
        } finally {
            challenges.remove(host);
            if (challenge instanceof Http01Challenge http) {
                challenges.remove(http.getToken());
            }
        }
    }

    private Challenge byHttp(Authorization authorization) throws AcmeException {
        Http01Challenge challenge = authorization
                .findChallenge(Http01Challenge.class)
                .orElseThrow(() -> new AcmeException("the authority does not offer http-01"));
        challenges.put(challenge.getToken(), challenge.getAuthorization());
        return challenge;
    }

    private Challenge byTls(Authorization authorization, String host) throws AcmeException {
        TlsAlpn01Challenge challenge = authorization
                .findChallenge(TlsAlpn01Challenge.class)
                .orElseThrow(() -> new AcmeException("the authority does not offer tls-alpn-01"));
        KeyPair pair = KeyPairUtils.createECKeyPair(CURVE);
        X509Certificate certificate = challenge.createCertificate(pair, Identifier.dns(host));
        challenges.put(host, new Credentials(pair.getPrivate(), List.of(certificate)));
        return challenge;
    }

    private static String reason(Optional<Problem> problem) {
        return problem.map(Problem::toString).orElse("the authority does not say why");
    }

    /** The account, found by its key or made. */
    private Login login() throws AcmeException, IOException {
        Login known = login;
        if (known == null) {
            Session session = new Session(settings.directory(), new RootedProvider(settings.roots()));
            AccountBuilder builder =
                    new AccountBuilder().agreeToTermsOfService().useKeyPair(accountKey());
            if (settings.email() != null) {
                builder.addEmail(settings.email());
            }
            known = builder.createLogin(session);
            login = known;
        }
        return known;
    }

    private KeyPair accountKey() throws IOException {
        if (Files.exists(accountKey)) {
            return KeyPairUtils.readKeyPair(new StringReader(Files.readString(accountKey, StandardCharsets.US_ASCII)));
        }
        KeyPair pair = KeyPairUtils.createECKeyPair(CURVE);
        StringWriter text = new StringWriter();
        KeyPairUtils.writeKeyPair(pair, text);
        PrivateFile.write(accountKey, text.toString());
        return pair;
    }

    /** Forgets the account's address: what failed may have been the authority's other identity. */
    void forget() {
        login = null;
    }
}
