"""`python -m tools.demo_data` after changing it; what it writes is committed."""

from tools.demo_data.investment import investment
from tools.demo_data.key_projects import key_projects
from tools.demo_data.organisation import organisation
from tools.demo_data.three_batches import three_batches

firms = organisation()
key_projects(firms)
three_batches(firms)
investment()
