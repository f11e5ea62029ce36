"""The newspaper page of a demo zone, figure by figure."""
