package dev.gapless.miner.fetch;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.impl.ChainElement;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHost;
import org.jspecify.annotations.Nullable;

/**
 * Clients whose connections all lead to the operator's proxy.
 *
 * @param clients null where there is no proxy
 */
record ProxyClient(@Nullable SourceClients clients) implements Closeable {

    private static final String REACHED = "gapless.reached";

    /**
     * @param idle a client is kept for so long after its last call
     * @throws IllegalArgumentException when the address is not one of a proxy
     */
    static ProxyClient of(ProxyProperties proxy, FetchProperties properties, Duration idle) {
        if (proxy.url() == null) {
            return new ProxyClient(null);
        }
        if (proxy.url().getHost() == null
                || !"http".equalsIgnoreCase(proxy.url().getScheme())) {
            throw new IllegalArgumentException(
                    "gapless.miner.proxy.url: not an address of a proxy (expected: like http://proxy.internal:3128)");
        }
        int port = proxy.url().getPort();
        HttpHost host = new HttpHost("http", proxy.url().getHost(), port < 0 ? 80 : port);
        return new ProxyClient(new SourceClients(
                rule -> HttpClientFactory.builder(properties, SystemDefaultDnsResolver.INSTANCE)
                        .setProxy(host)
                        .addExecInterceptorBefore(ChainElement.CONNECT.name(), "tunnel-refusal", ProxyClient::refused)
                        .addExecInterceptorAfter(ChainElement.CONNECT.name(), "tunnel", ProxyClient::reached)
                        .build(),
                idle,
                System::nanoTime));
    }

    /** Where the proxy refuses a tunnel, its answer would stand for the source's, by which items are taken for gone. */
    private static ClassicHttpResponse refused(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        scope.clientContext.removeAttribute(REACHED);
        ClassicHttpResponse response = chain.proceed(request, scope);
        if (scope.clientContext.getAttribute(REACHED) == null) {
            try (response) {
                throw new IOException("the proxy answered %d in place of the source".formatted(response.getCode()));
            }
        }
        return response;
    }

    private static ClassicHttpResponse reached(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        scope.clientContext.setAttribute(REACHED, true);
        return chain.proceed(request, scope);
    }

    void closeIdle() {
        if (clients != null) {
            clients.closeIdle();
        }
    }

    @Override
    public void close() throws IOException {
        if (clients != null) {
            clients.close();
        }
    }
}
