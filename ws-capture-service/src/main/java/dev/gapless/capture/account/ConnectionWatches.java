package dev.gapless.capture.account;

import dev.gapless.capture.session.CaptureSession;
import dev.gapless.common.connector.Connector;
import dev.gapless.common.message.CaptureAssignment;

/** What may end a running connection from outside: another manifest, and a stop. */
record ConnectionWatches(ManifestWatch manifests, HaltWatch halts) {

    /**
     * @param permitted what the connection was begun for
     * @param whole what the scheduler assigned
     */
    void began(CaptureSession conversation, Connector connector, CaptureAssignment permitted, CaptureAssignment whole) {
        manifests.began(conversation, connector);
        halts.began(conversation, permitted, whole);
    }

    void ended(CaptureSession conversation) {
        halts.ended(conversation);
        manifests.ended(conversation);
    }
}
