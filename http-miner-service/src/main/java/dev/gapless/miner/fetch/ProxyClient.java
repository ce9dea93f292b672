package dev.gapless.miner.fetch;

import java.io.Closeable;
import java.io.IOException;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.http.HttpHost;
import org.jspecify.annotations.Nullable;

/**
 * The pooled client whose connections all lead to the operator's proxy.
 *
 * @param client null where there is no proxy
 */
record ProxyClient(@Nullable CloseableHttpClient client) implements Closeable {

    /** @throws IllegalArgumentException when the address is not one of a proxy */
    static ProxyClient of(ProxyProperties proxy, FetchProperties properties) {
        if (proxy.url() == null) {
            return new ProxyClient(null);
        }
        if (proxy.url().getHost() == null
                || !"http".equalsIgnoreCase(proxy.url().getScheme())) {
            throw new IllegalArgumentException(
                    "gapless.miner.proxy.url: not an address of a proxy (expected: like http://proxy.internal:3128)");
        }
        int port = proxy.url().getPort();
        return new ProxyClient(HttpClientFactory.builder(properties, SystemDefaultDnsResolver.INSTANCE)
                .setProxy(new HttpHost("http", proxy.url().getHost(), port < 0 ? 80 : port))
                .build());
    }

    @Override
    public void close() throws IOException {
        if (client != null) {
            client.close();
        }
    }
}
