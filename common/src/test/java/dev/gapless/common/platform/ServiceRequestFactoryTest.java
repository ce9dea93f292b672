package dev.gapless.common.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Base64;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.jks.JksSslStoreBundle;
import org.springframework.boot.ssl.jks.JksSslStoreDetails;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClient;

class ServiceRequestFactoryTest {

    private static final String PASSWORD = "only-for-this-test";

    @TempDir
    private Path directory;

    @Test
    void a_certificate_renewed_on_disk_is_believed_without_a_restart() throws Exception {
        SslBundle first = certificate("first");
        SslBundle second = certificate("second");
        Path trusted = directory.resolve("trusted.pem");
        Files.copy(directory.resolve("first.pem"), trusted);
        try (Server server = new Server(first);
                Server renewed = new Server(second)) {
            new ApplicationContextRunner()
                    .withConfiguration(
                            AutoConfigurations.of(SslAutoConfiguration.class, PlatformAutoConfiguration.class))
                    .withPropertyValues(
                            "spring.ssl.bundle.watch.file.quiet-period=20ms",
                            "spring.ssl.bundle.pem.services.reload-on-update=true",
                            "spring.ssl.bundle.pem.services.truststore.certificate=" + trusted.toUri(),
                            "gapless.services-ssl-bundle=services",
                            "gapless.scheduler-url=" + server.url(),
                            "gapless.checkpoint-url=" + renewed.url())
                    .run(context -> {
                        RestClient before = context.getBean("schedulerClient", RestClient.class);
                        RestClient after = context.getBean("checkpointClient", RestClient.class);
                        assertThat(status(before)).isEqualTo(204);
                        assertThatThrownBy(() -> status(after)).isInstanceOf(ResourceAccessException.class);

                        Files.move(directory.resolve("second.pem"), trusted, StandardCopyOption.REPLACE_EXISTING);

                        await().atMost(Duration.ofSeconds(60))
                                .ignoreExceptions()
                                .until(() -> status(after) == 204);
                    });
        }
    }

    private static int status(RestClient client) {
        return client.get()
                .uri("/")
                .retrieve()
                .toBodilessEntity()
                .getStatusCode()
                .value();
    }

    /** Self-signed, for the loopback address; its public half beside it as PEM. */
    private SslBundle certificate(String name) throws Exception {
        Path store = directory.resolve(name + ".p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-J-XX:TieredStopAtLevel=1",
                        "-genkeypair",
                        "-alias",
                        name,
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=" + name,
                        "-ext",
                        "san=ip:127.0.0.1",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        PASSWORD)
                .inheritIO()
                .start();
        assertThat(keytool.waitFor()).isZero();
        SslBundle bundle = SslBundle.of(new JksSslStoreBundle(
                new JksSslStoreDetails("PKCS12", null, store.toUri().toString(), PASSWORD), null));
        byte[] encoded = Objects.requireNonNull(bundle.getStores().getKeyStore())
                .getCertificate(name)
                .getEncoded();
        Files.writeString(
                directory.resolve(name + ".pem"),
                "-----BEGIN CERTIFICATE-----\n%s\n-----END CERTIFICATE-----\n"
                        .formatted(Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded)));
        return bundle;
    }

    private static final class Server implements AutoCloseable {

        private final HttpsServer server;

        Server(SslBundle certificate) throws IOException {
            server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.setHttpsConfigurator(new HttpsConfigurator(certificate.createSslContext()));
            server.createContext("/", exchange -> {
                try (exchange) {
                    exchange.sendResponseHeaders(204, -1);
                }
            });
            server.start();
        }

        String url() {
            return "https://127.0.0.1:" + server.getAddress().getPort();
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }
}
