package dev.gapless.sandbox.faults;

/** One blow at one socket, and what became of it. The last two are called at most once, and only one of them. */
public interface SocketFault {

    /** False once it is not waited for any more; it must not be carried out then. */
    boolean wanted();

    /** It was carried out. */
    void landed();

    /** The socket was gone before it could be. */
    void missed();
}
