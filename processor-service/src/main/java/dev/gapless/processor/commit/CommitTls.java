package dev.gapless.processor.commit;

import java.io.IOException;
import java.net.Socket;
import javax.net.ssl.SSLSocket;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;

/** Encrypts connections to the ledger by the services' bundle; a renewed certificate is used for new connections. */
final class CommitTls implements TlsSocketStrategy {

    private static final Logger LOG = LoggerFactory.getLogger(CommitTls.class);

    private volatile DefaultClientTlsStrategy current;

    private CommitTls(DefaultClientTlsStrategy first) {
        this.current = first;
    }

    /** @throws org.springframework.boot.ssl.NoSuchSslBundleException when no bundle has this name */
    static CommitTls of(SslBundles bundles, String name) {
        CommitTls strategy = new CommitTls(by(bundles.getBundle(name)));
        bundles.addBundleUpdateHandler(name, renewed -> {
            strategy.current = by(renewed);
            LOG.info("services-certificate-renewed bundle={}", name);
        });
        return strategy;
    }

    private static DefaultClientTlsStrategy by(SslBundle bundle) {
        return new DefaultClientTlsStrategy(bundle.createSslContext());
    }

    @Override
    public SSLSocket upgrade(Socket socket, String target, int port, Object attachment, HttpContext context)
            throws IOException {
        return current.upgrade(socket, target, port, attachment, context);
    }
}
