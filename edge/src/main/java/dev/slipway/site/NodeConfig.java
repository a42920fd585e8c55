package dev.slipway.site;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What belongs to this machine: {@code [node]}.
 *
 * @param listen where traffic arrives
 * @param control where the control API listens
 * @param state the folder of everything that must survive
 * @param memoryBytes what the memory tier may hold, off-heap
 * @param diskBytes what the disk tier may hold
 * @param trustedProxies peers whose forwarded fields are believed
 * @param proxyProtocol whether they begin each connection with a PROXY header, version 2
 * @param limits sizes, counts and deadlines of the traffic side
 * @param log the access log
 * @param acme who gives certificates, or null
 * @param trustedRehearsals public keys of other nodes whose rehearsals count here
 */
public record NodeConfig(
        List<ListenAddress> listen,
        InetSocketAddress control,
        Path state,
        long memoryBytes,
        long diskBytes,
        List<AddressRange> trustedProxies,
        boolean proxyProtocol,
        Limits limits,
        LogConfig log,
        @Nullable AcmeConfig acme,
        List<String> trustedRehearsals) {
    public NodeConfig {
        listen = List.copyOf(listen);
        trustedProxies = List.copyOf(trustedProxies);
        trustedRehearsals = List.copyOf(trustedRehearsals);
    }
}
