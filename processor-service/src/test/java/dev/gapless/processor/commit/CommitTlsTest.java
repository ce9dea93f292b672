package dev.gapless.processor.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.gapless.common.platform.PlatformAutoConfiguration;
import dev.gapless.common.platform.PlatformProperties;
import dev.gapless.embedded.TlsFiles;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.ssl.pem.PemSslStoreBundle;
import org.springframework.boot.ssl.pem.PemSslStoreDetails;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class CommitTlsTest {

    @TempDir
    private Path directory;

    @Test
    void the_ledger_is_reached_by_the_services_bundle_and_no_other_authority_is_believed() throws Exception {
        TlsFiles ours = TlsFiles.create(directory.resolve("ours"));
        TlsFiles others = TlsFiles.create(directory.resolve("others"));
        HttpsServer ledger = server(ours);
        HttpsServer stranger = server(others);
        try {
            new ApplicationContextRunner()
                    .withConfiguration(
                            AutoConfigurations.of(SslAutoConfiguration.class, PlatformAutoConfiguration.class))
                    .withBean(CommitConnections.class)
                    .withPropertyValues(
                            "spring.ssl.bundle.pem.services.truststore.certificate="
                                    + ours.authority().toUri(),
                            "gapless.services-ssl-bundle=services",
                            "gapless.scheduler-url=https://127.0.0.1:1",
                            "gapless.checkpoint-url=https://127.0.0.1:1")
                    .run(context -> {
                        CloseableHttpClient client = context.getBean(CommitConnections.class).client;
                        assertThat(status(client, ledger)).isEqualTo(204);
                        assertThatThrownBy(() -> status(client, stranger)).isInstanceOf(SSLException.class);
                    });
        } finally {
            ledger.stop(0);
            stranger.stop(0);
        }
    }

    /** The client as the service makes it, without all that stands on it. */
    static final class CommitConnections {

        private final CloseableHttpClient client;

        CommitConnections(PlatformProperties platform, ObjectProvider<SslBundles> bundles) {
            this.client = new CommitWiring().commitConnections(platform, bundles);
        }
    }

    private static int status(CloseableHttpClient client, HttpsServer server) throws IOException {
        HttpGet get = new HttpGet("https://127.0.0.1:" + server.getAddress().getPort());
        return client.execute(get, answer -> answer.getCode());
    }

    private static HttpsServer server(TlsFiles tls) throws IOException {
        SslBundle certificate = SslBundle.of(new PemSslStoreBundle(
                new PemSslStoreDetails(
                        null,
                        null,
                        null,
                        tls.certificate().toUri().toString(),
                        tls.key().toUri().toString(),
                        null),
                null));
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(certificate.createSslContext()));
        server.createContext("/", exchange -> {
            try (exchange) {
                exchange.sendResponseHeaders(204, -1);
            }
        });
        server.start();
        return server;
    }
}
