package dev.gapless.standalone.connector;

import dev.gapless.connector.manifest.part.AddressPolicy;
import dev.gapless.connector.manifest.part.HostForm;
import dev.gapless.connector.manifest.part.NetworkRule;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** Resolves a host, asks the operator's address policy, and shakes hands for TLS with what was resolved. */
final class HostCheck {

    private static final int TIMEOUT_MILLIS = 5_000;
    private static final Duration SOON = Duration.ofDays(14);

    private final AddressPolicy policy;
    private final NetworkRule rule;
    private final Clock clock;

    HostCheck(AddressPolicy policy, NetworkRule rule, Clock clock) {
        this.policy = policy;
        this.rule = rule;
        this.clock = clock;
    }

    /**
     * @param key of the manifest that names the host, for remedies
     * @return the steps {@code dns} and {@code tls}; the second is left out when the first failed
     */
    List<CheckStep> run(URI address, String key) {
        List<CheckStep> steps = new ArrayList<>();
        String host = address.getHost();
        try {
            if (!HostForm.isPlain(host)) {
                return List.of(CheckStep.failed(
                        "dns", null, host + " is a number that resolvers read differently", "name the host in " + key));
            }
            InetAddress[] found = InetAddress.getAllByName(host);
            String shown = Arrays.stream(found).map(InetAddress::getHostAddress).collect(Collectors.joining(", "));
            if (!Arrays.stream(found).allMatch(each -> policy.permits(rule, each))) {
                return List.of(CheckStep.failed(
                        "dns",
                        null,
                        "%s is %s, which is not public and not permitted".formatted(host, shown),
                        "name a public host in %s, or permit it: network.allow-private in the manifest and --allowed-private"
                                .formatted(key)));
            }
            steps.add(CheckStep.ok("dns", null, "%s is %s".formatted(host, shown)));
            steps.add(tls(address, found[0], key));
        } catch (UnknownHostException e) {
            steps.add(CheckStep.failed(
                    "dns",
                    null,
                    "%s has no address".formatted(host),
                    "correct " + key + ", or this machine's resolver"));
        }
        return steps;
    }

    private CheckStep tls(URI address, InetAddress resolved, String key) {
        String scheme = address.getScheme();
        if (scheme.equals("http") || scheme.equals("ws")) {
            return CheckStep.skipped("tls", null, "%s is not encrypted".formatted(scheme));
        }
        int port = address.getPort() < 0 ? 443 : address.getPort();
        try (Socket plain = new Socket()) {
            plain.connect(new InetSocketAddress(resolved, port), TIMEOUT_MILLIS);
            plain.setSoTimeout(TIMEOUT_MILLIS);
            SSLSocketFactory factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
            try (SSLSocket socket = (SSLSocket) factory.createSocket(plain, address.getHost(), port, true)) {
                SSLParameters parameters = socket.getSSLParameters();
                parameters.setEndpointIdentificationAlgorithm("HTTPS");
                socket.setSSLParameters(parameters);
                socket.startHandshake();
                return handshake(socket);
            }
        } catch (IOException e) {
            return CheckStep.failed(
                    "tls",
                    null,
                    "no TLS connection to %s:%d: %s"
                            .formatted(address.getHost(), port, e.getClass().getSimpleName()),
                    "correct %s, or let this machine trust the source's certificate".formatted(key));
        }
    }

    private CheckStep handshake(SSLSocket socket) throws IOException {
        Certificate first = socket.getSession().getPeerCertificates()[0];
        Instant end = ((X509Certificate) first).getNotAfter().toInstant();
        String note = end.isBefore(clock.instant().plus(SOON)) ? ", which is soon" : "";
        return CheckStep.ok(
                "tls",
                null,
                "%s; the certificate ends at %s%s".formatted(socket.getSession().getProtocol(), end, note));
    }
}
