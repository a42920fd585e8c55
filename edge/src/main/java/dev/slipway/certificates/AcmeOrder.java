package dev.slipway.certificates;

import java.io.IOException;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.shredzone.acme4j.Authorization;
import org.shredzone.acme4j.Login;
import org.shredzone.acme4j.Order;
import org.shredzone.acme4j.OrderBuilder;
import org.shredzone.acme4j.PollableResource;
import org.shredzone.acme4j.Status;
import org.shredzone.acme4j.challenge.Challenge;
import org.shredzone.acme4j.challenge.Http01Challenge;
import org.shredzone.acme4j.challenge.TlsAlpn01Challenge;
import org.shredzone.acme4j.exception.AcmeException;
import org.shredzone.acme4j.exception.AcmeRateLimitedException;
import org.shredzone.acme4j.exception.AcmeServerException;

/** One order from beginning to end (RFC 8555 §7.4), its names proved in one way. */
final class AcmeOrder {
    private static final Duration SHORTEST_WAIT = Duration.ofMillis(250);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);
    private static final Set<Status> DECIDED = EnumSet.of(
            Status.VALID, Status.INVALID, Status.REVOKED, Status.DEACTIVATED, Status.EXPIRED, Status.CANCELED);
    private static final Set<Status> READY_OR_DECIDED = EnumSet.copyOf(DECIDED);

    static {
        READY_OR_DECIDED.add(Status.READY);
    }

    private final Login login;
    private final Challenges challenges;
    private final InstantSource clock;
    private final Proof proof;

    AcmeOrder(Login login, Challenges challenges, InstantSource clock, Proof proof) {
        this.login = login;
        this.challenges = challenges;
        this.clock = clock;
        this.proof = proof;
    }

    /**
     * @param replaced the certificate that the new one is for, told to authorities that offer renewal information
     */
    Credentials run(List<String> hosts, @Nullable X509Certificate replaced)
            throws AcmeException, AcmeFailure, ProofFailed, IOException, InterruptedException {
        Order order = create(hosts, replaced);
        for (Authorization each : order.getAuthorizations()) {
            prove(each);
        }
        require(order, READY_OR_DECIDED);
        KeyPair pair = SelfSigned.p256();
        if (order.getStatus() == Status.READY) {
            order.execute(pair);
        }
        require(order, DECIDED);
        List<X509Certificate> chain = order.getCertificate().getCertificateChain();
        if (!chain.getFirst().getPublicKey().equals(pair.getPublic())) {
            throw new AcmeFailure("the authority's certificate for " + hosts + " is for another key", null);
        }
        return new Credentials(pair.getPrivate(), chain);
    }

    private Order create(List<String> hosts, @Nullable X509Certificate replaced) throws AcmeException {
        if (replaced == null) {
            return newOrder(hosts).create();
        }
        try {
            return newOrder(hosts).replaces(replaced).create();
        } catch (AcmeRateLimitedException e) {
            throw e;
        } catch (AcmeServerException e) {
            // RFC 9773 §5: it was replaced already, or the authority does not know it. A new certificate is wanted
            // still.
            return newOrder(hosts).create();
        }
    }

    private OrderBuilder newOrder(List<String> hosts) {
        return login.newOrder().domains(hosts);
    }

    private void require(Order order, Set<Status> wanted) throws AcmeException, AcmeFailure, InterruptedException {
        Status status = awaitStatus(order, wanted);
        if (status != Status.VALID && status != Status.READY) {
            throw new AcmeFailure(
                    "the authority ended the order as " + status + ": "
                            + order.getError().map(FailureWords::words).orElse("it gave no reason"),
                    null);
        }
    }

    private void prove(Authorization authorization)
            throws AcmeException, ProofFailed, IOException, InterruptedException {
        if (authorization.getStatus() == Status.VALID) {
            return; // proved before, and the authority remembers (RFC 8555 §7.1.3)
        }
        String host = authorization.getIdentifier().getDomain();
        Challenge challenge = challenge(authorization)
                .orElseThrow(() -> new ProofFailed("the authority does not offer it for " + host));
        try (Challenges.Placed placed = place(host, challenge)) {
            challenge.trigger();
            if (awaitStatus(authorization, DECIDED) != Status.VALID) {
                challenge.fetch();
                throw new ProofFailed(challenge
                        .getError()
                        .map(FailureWords::words)
                        .orElse("the authority did not accept " + host + " and gave no reason"));
            }
        }
    }

    private Optional<Challenge> challenge(Authorization authorization) {
        return switch (proof) {
            case HTTP_01 -> authorization.findChallenge(Http01Challenge.TYPE);
            case TLS_ALPN_01 -> authorization.findChallenge(TlsAlpn01Challenge.TYPE);
        };
    }

    private Challenges.Placed place(String host, Challenge challenge) {
        return switch (challenge) {
            case Http01Challenge http -> challenges.placeHttp(http.getToken(), http.getAuthorization());
            case TlsAlpn01Challenge tls ->
                challenges.placeAlpn(host, SelfSigned.proving(host, tls.getAcmeValidation(), clock.instant()));
            default -> throw new IllegalStateException("not one of ours: " + challenge.getType());
        };
    }

    /** Asks again and again, at the pace that the authority wants within reason. The client's patience ends it. */
    private Status awaitStatus(PollableResource resource, Set<Status> wanted)
            throws AcmeException, InterruptedException {
        Duration pace = SHORTEST_WAIT;
        while (!wanted.contains(resource.getStatus())) {
            Optional<Instant> askAgain = resource.fetch();
            if (!wanted.contains(resource.getStatus())) {
                Duration asked = Duration.between(clock.instant(), askAgain.orElse(Instant.EPOCH));
                Duration wait = asked.compareTo(pace) > 0 ? asked : pace;
                Thread.sleep(wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT);
                pace = pace.multipliedBy(2);
            }
        }
        return resource.getStatus();
    }
}
