package dev.gapless.capture.account;

import dev.gapless.capture.session.CaptureSession;
import dev.gapless.common.message.CaptureAssignment;
import dev.gapless.connector.Connector;

/** What may end a running connection from outside: another manifest, and a stop. */
record ConnectionWatches(ManifestWatch manifests, HaltWatch halts) {

    /**
     * @param permitted what the connection was begun for
     * @param whole what the scheduler assigned
     */
    void began(
            CaptureSession captureSession, Connector connector, CaptureAssignment permitted, CaptureAssignment whole) {
        manifests.began(captureSession, connector);
        halts.began(captureSession, permitted, whole);
    }

    void ended(CaptureSession captureSession) {
        halts.ended(captureSession);
        manifests.ended(captureSession);
    }
}
