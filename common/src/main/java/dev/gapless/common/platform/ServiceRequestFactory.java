package dev.gapless.common.platform;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.JdkClientHttpRequestFactory;

/** Connections to the other services. A certificate that is renewed on disk is used from the next request on. */
final class ServiceRequestFactory implements ClientHttpRequestFactory {

    private static final Logger LOG = LoggerFactory.getLogger(ServiceRequestFactory.class);

    private volatile ClientHttpRequestFactory current;

    private ServiceRequestFactory(ClientHttpRequestFactory first) {
        this.current = first;
    }

    /** Trusts what the Java runtime trusts; for {@code http} the same. */
    static ClientHttpRequestFactory trustingTheRuntime() {
        return client(null);
    }

    /** @throws org.springframework.boot.ssl.NoSuchSslBundleException when no bundle has this name */
    static ClientHttpRequestFactory of(SslBundles bundles, String name) {
        ServiceRequestFactory factory =
                new ServiceRequestFactory(client(bundles.getBundle(name).createSslContext()));
        bundles.addBundleUpdateHandler(name, renewed -> {
            factory.current = client(renewed.createSslContext());
            LOG.info("services-certificate-renewed bundle={}", name);
        });
        return factory;
    }

    /**
     * Open connections of a client that is replaced end with their requests, and the client with its last reference.
     */
    private static ClientHttpRequestFactory client(@Nullable SSLContext context) {
        HttpClient.Builder builder =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(Duration.ofSeconds(5));
        if (context != null) {
            builder.sslContext(context);
        }
        JdkClientHttpRequestFactory factory = new JdkClientHttpRequestFactory(builder.build());
        factory.setReadTimeout(Duration.ofSeconds(10));
        return factory;
    }

    @Override
    public ClientHttpRequest createRequest(URI uri, HttpMethod method) throws IOException {
        return current.createRequest(uri, method);
    }
}
