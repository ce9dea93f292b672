package dev.gapless.connector.manifest.part;

/** A connector whose manifest says which addresses it may use. */
public interface NetworkBound {

    NetworkRule network();
}
