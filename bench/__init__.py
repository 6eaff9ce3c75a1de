"""Measurements that anyone can run again; results with the machine named are in ``bench/results``."""
